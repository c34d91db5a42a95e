"""PostgreSQL and the neighbours of orders, behind its ports."""
