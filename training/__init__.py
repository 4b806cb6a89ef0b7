"""From Russian text and a dataset of ads to a GGUF model: one command line, ``python -m training``."""
