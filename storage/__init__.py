"""SQLite through aiosqlite: one class per aggregate, every write in its turn."""
