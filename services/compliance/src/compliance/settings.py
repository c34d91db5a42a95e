"""Read the environment once, into frozen values."""
