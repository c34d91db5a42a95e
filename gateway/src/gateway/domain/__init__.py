"""Who is calling and what a role may do, as pure decisions."""
