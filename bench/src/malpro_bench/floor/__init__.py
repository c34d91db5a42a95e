"""What Malpro is measured against: the same stack, doing the least that is still the same."""
