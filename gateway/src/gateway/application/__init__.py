"""Handlers, policies and queries of the gateway, and the ports they ask for."""
