"""What a chain is, when it breaks, and what a day adds up to, as pure functions."""
