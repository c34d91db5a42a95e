"""When money counts as paid, and how it is booked, as pure decisions."""
