"""A whole service in small, for the command line: it counts, and hears its own counting."""
