"""Facts of a text, comparable and with their places."""
