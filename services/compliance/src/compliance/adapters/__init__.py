"""PostgreSQL and the neighbours of compliance, behind its ports."""
