"""Words that every service shares: events, errors, ids, places in time."""
