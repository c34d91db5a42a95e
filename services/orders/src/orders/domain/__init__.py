"""What an order may do next, as pure decisions."""
