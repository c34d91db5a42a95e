"""Wire the rooms together, once: the only module that knows every adapter by name."""
