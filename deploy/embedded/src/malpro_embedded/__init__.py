"""All services in one process, and the demo that lives a month in it."""
