"""One reader for each kind of file. They may be slow or greedy: call them through ``documents.safely``."""
