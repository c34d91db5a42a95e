"""RabbitMQ, HTTP, SQLite and files."""
