"""Where requests, messages and operators come into payments."""
