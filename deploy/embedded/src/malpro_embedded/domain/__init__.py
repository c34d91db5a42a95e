"""The town of the demo: its sellers, members and fates."""
