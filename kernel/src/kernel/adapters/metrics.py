"""What operations watches; each name ends in its unit."""

from collections.abc import Iterable

from prometheus_client import Counter, Gauge, Histogram

# A service has the relay `main`, and one more for each further outlet.
_RELAY = ["service", "relay"]

RELAY_LAG_EVENTS = Gauge("malpro_relay_lag_events", "Events stored and not yet published", _RELAY)
RELAY_LAG_SECONDS = Gauge(
    "malpro_relay_oldest_unpublished_age_seconds",
    "Age of the oldest event not yet published; 0 when there is none",
    _RELAY,
)
RELAY_LEADER = Gauge("malpro_relay_leader", "1 while this process leads the relay", _RELAY)
RELAY_PUBLISHED = Counter(
    "malpro_relay_published_events_total", "Events published and confirmed", _RELAY
)
RELAY_NACK_STREAK = Gauge(
    "malpro_relay_nack_streak", "Publishings refused by the broker in a row", _RELAY
)
BEHIND = Gauge(
    "malpro_subscription_behind_events",
    "Positions between the producer's head as last seen and this consumer",
    ["service", "producer"],
)
PARKED = Gauge("malpro_parked_events", "Events parked and not settled", ["service", "producer"])
HOLES = Counter(
    "malpro_subscription_holes_total", "Holes healed from a feed", ["service", "producer"]
)
MALFORMED = Counter(
    "malpro_malformed_messages_total",
    "Messages that could not be read; the feed brings their events",
    ["service", "producer"],
)
TIMERS_OVERDUE = Gauge("malpro_timers_overdue", "Timers past their time, not fired", ["service"])
TIMERS_FIRED = Counter("malpro_timers_fired_total", "Timers fired", ["service", "kind"])
CONFLICTS = Counter("malpro_conflicts_total", "Appends refused by a wrong version", ["service"])
HANDLER_SECONDS = Histogram(
    "malpro_handler_seconds", "Time of one batch in one unit of work", ["service", "what"]
)
NOTICES_TOLD = Counter(
    "malpro_notices_told_total", "Notices that the channel took", ["service", "kind"]
)
NOTICES_FAILED = Counter(
    "malpro_notices_failed_total",
    "Attempts to tell a notice, or to make one, that failed",
    ["service", "code"],
)
NOTICES_PASSED_OVER = Counter(
    "malpro_notices_passed_over_total", "Notices too old to be told", ["service"]
)
NOTICES_LAG = Gauge(
    "malpro_notices_lag_events", "Events stored of which nobody was told yet", ["service"]
)
NOTICES_WAITING = Gauge(
    "malpro_notices_waiting", "Notices that the channel has not taken yet", ["service"]
)
NOTICES_WAITING_SECONDS = Gauge(
    "malpro_notices_oldest_waiting_age_seconds",
    "Age of the oldest notice that waits; 0 when there is none",
    ["service"],
)
NOTICES_ASIDE = Gauge("malpro_notices_put_aside", "Notices given up after many tries", ["service"])


def show_at_zero(service: str, relays: Iterable[str]) -> None:
    """Let the counters be seen before they have counted: what is absent cannot be alarmed."""
    CONFLICTS.labels(service=service)
    for relay in relays:
        RELAY_PUBLISHED.labels(service=service, relay=relay)
