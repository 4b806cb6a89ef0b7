"""A local Bot API server with a chat page. Imports nothing of ours."""
