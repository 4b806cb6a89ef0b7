"""Random-weight GGUF models of real shapes: what a machine's speed is measured on without downloading anything."""
