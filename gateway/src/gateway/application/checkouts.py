"""Waiting for a checkout: until every order of it is confirmed or rejected, or long enough."""

from collections.abc import Callable, Mapping
from typing import Any

from gateway.application.account_ports import Json
from kernel.domain.errors import KernelError

WAIT_S_MAX = 10
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 0.4
_UNDECIDED = "placed"


def wait_until_decided(
    placed: Json,
    *,
    wait_s: float,
    look: Callable[[], Json],
    pause: Callable[[float], bool],
    monotonic: Callable[[], float],
) -> dict[str, Any]:
    """
    Return the placed checkout with the newest status of each order.

    :param look: asks orders for the checkout
    :param pause: waits so many seconds; True if the process is being stopped meanwhile
    """
    deadline = monotonic() + wait_s
    pause_s = _FIRST_PAUSE_S
    statuses: Mapping[str, Json] = {}
    while True:
        left = deadline - monotonic()
        if left <= 0 or pause(min(pause_s, left)):
            break
        statuses = _look(look) or statuses
        if statuses and all(one["status"] != _UNDECIDED for one in statuses.values()):
            break
        pause_s = min(_LONGEST_PAUSE_S, pause_s * 1.5)
    orders = [one | dict(statuses.get(one["order_id"], {})) for one in placed["orders"]]
    return {**placed, "orders": orders}


def _look(look: Callable[[], Json]) -> Mapping[str, Json]:
    try:
        found = look()
    except KernelError:
        # The orders are safe, whatever keeps us from looking at them now; so we look again later.
        return {}
    return {one["order_id"]: one for one in found["orders"]}
