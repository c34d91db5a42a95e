"""Contract suites, scenarios and servers for tests. Production code never imports this room."""
