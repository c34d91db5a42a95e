"""Where requests and operators come into the gateway."""
