"""PostgreSQL, RabbitMQ and the machine, behind the ports of the application room."""
