"""The engine: many variants of a text out of one machine. Knows nothing of ads or Telegram."""
