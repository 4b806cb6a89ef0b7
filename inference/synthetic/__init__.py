"""Random-weight GGUF models of real shapes: they measure a machine without a download."""
