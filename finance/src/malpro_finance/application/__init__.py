"""The three errands: follow the chain, verify a file, report a day."""
