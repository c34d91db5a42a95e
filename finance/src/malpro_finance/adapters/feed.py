"""What the environment says: where the broker and the gateway are, and the token."""
