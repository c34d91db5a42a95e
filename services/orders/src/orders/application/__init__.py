"""Handlers, policies and queries of orders, and the ports they ask for."""
