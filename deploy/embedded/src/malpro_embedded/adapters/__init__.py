"""PostgreSQL and the neighbours of the embedded mode, behind its ports."""
