"""The composition root: settings, wiring, access, health."""
