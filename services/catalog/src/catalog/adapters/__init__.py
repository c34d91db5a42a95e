"""PostgreSQL and the neighbours of catalog, behind its ports."""
