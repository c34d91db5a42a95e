"""The end of the month: the cut-off passes, the month closes, and it is said who met the duty."""

from datetime import datetime, timedelta
from typing import Any

from malpro_embedded.application.people import People
from malpro_embedded.application.ports import Town
from malpro_embedded.domain.cast import PERIOD

_TRIES = 30


class NotClosed(RuntimeError):
    """The month has not closed though its cut-off is long past."""


def close_month(people: People, town: Town) -> dict[str, Any]:
    """
    Let the cut-off pass and return the closed month.

    :raises NotClosed: it does not close
    """
    month = _month(people)
    town.move_to(cut_off(people) + timedelta(minutes=1))
    for _ in range(_TRIES):
        month = _month(people)
        if month["status"] == "closed":
            return month
        town.check_heads()
        town.move_to(town.now() + timedelta(minutes=1))
    raise NotClosed(f"{PERIOD} is still {month['status']}")


def cut_off(people: People) -> datetime:
    """Return until when cash still counts."""
    return datetime.fromisoformat(_month(people)["cut_off_at"])


def obligations(people: People) -> list[dict[str, Any]]:
    """Return how each member's duty came out, page by page."""
    officer, items, cursor = people.officers["hr_officer"], [], None
    while True:
        page = officer.get(
            "/v1/obligations",
            institution_id=people.institution_id,
            period=PERIOD,
            **({"cursor": cursor} if cursor else {}),
        )
        items += page["items"]
        cursor = page["next_cursor"]
        if not cursor:
            return items


def _month(people: People) -> dict[str, Any]:
    found: dict[str, Any] = people.officers["policy_officer"].get(
        f"/v1/periods/{PERIOD}", institution_id=people.institution_id
    )
    return found
