"""Where requests, messages and operators come into the gateway."""
