"""What a duty is and what counts towards it, as pure decisions."""
