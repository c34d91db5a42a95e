"""Sellers, products, prices and stock."""
