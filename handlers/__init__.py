"""The Telegram edge: one router per step of the conversation."""
