"""Handlers, policies and queries of payments, and the ports they ask for."""
