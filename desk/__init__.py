"""A job's life after the handler returned: queue, generate, check, store, deliver."""
