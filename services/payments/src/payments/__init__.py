"""Who owes, who paid, and the journal that proves it."""
