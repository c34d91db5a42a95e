"""What a seller, a product and a stock may do, as pure decisions."""
