"""The one door: HTTP in, RPC to the services."""
