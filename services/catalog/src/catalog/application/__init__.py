"""Handlers, policies and queries of catalog, and the ports they ask for."""
