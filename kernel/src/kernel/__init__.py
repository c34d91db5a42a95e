"""The shared kernel: event store, messaging and the nameko layer. It knows no service."""
