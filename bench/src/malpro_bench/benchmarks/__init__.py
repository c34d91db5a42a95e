"""One module for each benchmark or family of them; whatever lies here is found and registered."""
