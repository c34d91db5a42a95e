"""When a seller is open and where she delivers, checked before anybody relies on it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, time

from catalog.domain.commands import DeliveryTerms
from catalog.domain.merchant_events import (
    MerchantServiceChanged,
    OpeningSpan,
)
from kernel.domain.calendar import STANDARD_HOURS
from kernel.domain.errors import Invalid

_WEEKDAYS = range(7)
_MINUTES_OF_A_WEEK = 7 * 24 * 60


class OpeningHoursMalformed(Invalid):
    code = "opening_hours_malformed"


class DeliveryTermsMalformed(Invalid):
    code = "delivery_terms_malformed"


STANDARD_WEEK = tuple(
    OpeningSpan(weekday=day, opens=f"{opens:%H:%M}", closes=f"{closes:%H:%M}")
    for day, (opens, closes) in sorted(STANDARD_HOURS.spans.items())
)


def service_terms(
    terms: DeliveryTerms, *, merchant_id: str, at: datetime
) -> MerchantServiceChanged:
    """
    State the seller's service as a fact.

    :raises OpeningHoursMalformed: a weekday twice, or a day that closes before it opens
    :raises DeliveryTermsMalformed: no way to get the goods, a kelurahan or a pick-up point twice,
        a negative amount, or more work than a week holds
    """
    hours = STANDARD_WEEK if terms.opening_hours is None else terms.opening_hours
    _check_hours(hours)
    hours = tuple(_written_alike(span) for span in hours)
    _check_delivery(terms)
    _check_work(terms)
    return MerchantServiceChanged(
        merchant_id=merchant_id,
        opening_hours=hours,
        delivers=terms.delivers,
        delivery_area=terms.delivery_area if terms.delivers else (),
        pickup_at_stall=terms.pickup_at_stall,
        pickup_points=terms.pickup_points,
        order_cutoff_time=_hh_mm(terms.order_cutoff_time) if terms.order_cutoff_time else None,
        preparation_minutes=terms.preparation_minutes,
        max_open_orders=terms.max_open_orders,
        effective_from=at,
    )


def _check_hours(spans: Sequence[OpeningSpan]) -> None:
    if not spans or _repeats(span.weekday for span in spans):
        raise OpeningHoursMalformed("every weekday stands at most once, and one at least")
    for span in spans:
        if span.weekday not in _WEEKDAYS or _clock(span.opens) >= _clock(span.closes):
            raise OpeningHoursMalformed("a day (0 is Monday) opens before it closes")


def _written_alike(span: OpeningSpan) -> OpeningSpan:
    # Times are compared as text by readers.
    return replace(span, opens=_hh_mm(span.opens), closes=_hh_mm(span.closes))


def _hh_mm(text: str) -> str:
    return f"{_clock(text):%H:%M}"


def _clock(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise OpeningHoursMalformed("a time of day is written HH:MM") from error


def _check_delivery(terms: DeliveryTerms) -> None:
    fetched = terms.pickup_at_stall or terms.pickup_points
    if not fetched and not (terms.delivers and terms.delivery_area):
        raise DeliveryTermsMalformed("there is no pick-up, and no kelurahan is delivered to")
    if _repeats(area.kelurahan_code for area in terms.delivery_area):
        raise DeliveryTermsMalformed("a kelurahan stands twice in the delivery area")
    if any(min(area.fee_idr, area.min_order_idr) < 0 for area in terms.delivery_area):
        raise DeliveryTermsMalformed("fees and minimum orders are not negative")
    if _repeats(terms.pickup_points):
        raise DeliveryTermsMalformed("a pick-up point stands twice")


def _check_work(terms: DeliveryTerms) -> None:
    if terms.max_open_orders is not None and terms.max_open_orders < 1:
        raise DeliveryTermsMalformed("at least one order may be open")
    if not 0 <= terms.preparation_minutes <= _MINUTES_OF_A_WEEK:
        raise DeliveryTermsMalformed("preparation takes between nothing and a week")


def _repeats(values: Iterable[object]) -> bool:
    listed = list(values)
    return len(set(listed)) < len(listed)
