"""What handlers ask of the outside world, and the shapes that travel between the rooms."""
