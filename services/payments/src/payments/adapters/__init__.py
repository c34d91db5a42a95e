"""PostgreSQL and the neighbours of payments, behind its ports."""
