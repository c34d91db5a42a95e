"""The duty of each member and whether it was met."""
