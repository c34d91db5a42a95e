"""How long people waited, put together from what they noted and what the services recorded."""

from collections.abc import Sequence

import psycopg2

_CONFIRMED = """
    select substr(stream_id, 7), extract(epoch from recorded_at)
      from events where type = 'orders.order_confirmed.v1' and stream_id = any(%s)
"""


def confirmed_ms(orders_url: str, noted: Sequence[tuple[str, float]]) -> list[float]:
    """Return for each order (id, when it was due) how long it took to be confirmed."""
    due = dict(noted)
    connection = psycopg2.connect(orders_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(_CONFIRMED, ([f"order-{one}" for one in due],))
            return [1000 * (float(at) - due[order]) for order, at in cursor.fetchall()]
    finally:
        connection.close()


def counted(url: str, type_: str) -> int:
    """Return how many events of a type a service has stored."""
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from events where type = %s", (type_,))
            [(many,)] = cursor.fetchall()
            return int(many)
    finally:
        connection.close()
