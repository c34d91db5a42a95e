"""Handlers, policies and queries of the embedded mode, and the ports they ask for."""
