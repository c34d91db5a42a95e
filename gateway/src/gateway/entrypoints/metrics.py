"""What operations sees of the API: how many requests, how long, by route and status."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("malpro_http_requests_total", "Requests answered", ["method", "route", "status"])
SECONDS = Histogram("malpro_http_request_seconds", "Time to an answer", ["method", "route"])
