"""What the gateway does for a caller, and the ports it asks."""
