"""Handlers, policies and queries of compliance, and the ports they ask for."""
