"""Where requests, messages and operators come in."""
