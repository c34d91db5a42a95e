"""PostgreSQL and the neighbours of the gateway, behind its ports."""
