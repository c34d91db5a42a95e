"""Checkouts and the way of each order to its end."""
