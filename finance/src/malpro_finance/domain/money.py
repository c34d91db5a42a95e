"""What one event of payments says about money, in its own fields and in its journal entries."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from malpro_finance.domain.chain import Envelope
from malpro_finance.domain.errors import FinanceError

Data = Mapping[str, Any]

_BEFORE = ("goods_before_idr", "delivery_fee_before_idr", "rounding_before_idr")
_PARTS = ("goods_idr", "delivery_fee_idr", "cash_rounding_idr", "overage_idr")
_RETURNED = ("goods_idr", "delivery_fee_idr", "rounding_idr", "overage_idr")
_DELTAS = ("goods_delta_idr", "delivery_fee_delta_idr", "rounding_delta_idr", "overage_delta_idr")


class EventUnreadable(FinanceError):
    """An event lacks a field that this program counts on: a newer program is needed."""

    code = "event_unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the journal."""

    account: str
    debit_idr: int
    credit_idr: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """
    What an event did, as finance reads it.

    :param kind: its type without producer and version, as `payment_received`
    :param known: this program knows what such an event means
    :param amount_idr: the sum that the event is about
    :param asked_idr: what buyers were asked for by it
    :param called_off_idr: what they are no longer asked for
    :param received_idr: cash, or money in a bank, that came in
    :param corrected_idr: by what a correction or a ruling changed money that came in, signed
    :param refunded_idr: what went back to a buyer
    :param split_idr: received, corrected less refunded once more, added up from goods, fee,
        rounding and what was over
    :param overage_idr: by what it changed the sum that was paid too much and is owed back, signed
    :param refund_due_idr: by what it changed the sum owed back for returned goods, signed
    :param remaining_due_idr: what is left to pay of this payment afterwards, if the event says so
    """

    kind: str
    known: bool
    payment_id: str
    seller_id: str
    method: str
    custody_mode: str
    business_date: date
    settlement_date: date
    entries: tuple[Entry, ...]
    amount_idr: int = 0
    asked_idr: int = 0
    called_off_idr: int = 0
    received_idr: int = 0
    corrected_idr: int = 0
    refunded_idr: int = 0
    split_idr: int = 0
    overage_idr: int = 0
    refund_due_idr: int = 0
    remaining_due_idr: int | None = None


def money_of(envelope: Envelope) -> Money:
    """
    Return what the event says about money.

    :raises EventUnreadable: a field is missing, or of another kind
    """
    data, kind = envelope.data, kind_of(envelope.type)
    said = _SAYS.get(kind)
    try:
        return Money(
            kind=kind,
            known=said is not None,
            payment_id=str(data["payment_id"]),
            seller_id=str(data["merchant_id"]),
            method=str(data["method"]),
            custody_mode=str(data["custody_mode"]),
            business_date=date.fromisoformat(data["business_date"]),
            settlement_date=date.fromisoformat(data["settlement_date"]),
            entries=tuple(_entry(one) for one in data["entries"]),
            **(said(data) if said else {}),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise EventUnreadable(
            f"financeseq {envelope.financeseq} ({envelope.type}) has no {error} that this program"
            " can read: take a newer finance program"
        ) from error


def kind_of(type_: str) -> str:
    """`payments.payment_received.v1` is a `payment_received`; other versions are strangers."""
    return type_.removeprefix("payments.").removesuffix(".v1")


def _entry(one: Data) -> Entry:
    return Entry(
        account=str(one["account"]),
        debit_idr=one["debit_idr"] + 0,
        credit_idr=one["credit_idr"] + 0,
    )


def _total(data: Data, names: tuple[str, ...]) -> int:
    return sum(data[name] for name in names)


def _due(data: Data) -> dict[str, int]:
    amount_idr = data["amount_due_idr"]
    return {"amount_idr": amount_idr, "asked_idr": amount_idr, "remaining_due_idr": amount_idr}


def _adjusted(data: Data) -> dict[str, int]:
    change_idr = data["amount_due_idr"] - _total(data, _BEFORE)
    return {
        "amount_idr": change_idr,
        "called_off_idr": -change_idr,
        "overage_idr": data["overage_idr"],
        "remaining_due_idr": data["remaining_due_idr"],
    }


def _received(data: Data) -> dict[str, int]:
    return {
        "amount_idr": data["amount_received_idr"],
        "received_idr": data["amount_received_idr"],
        "split_idr": _total(data, _PARTS),
        "overage_idr": data["overage_idr"],
        "remaining_due_idr": data["remaining_due_idr"],
    }


def _cancelled(data: Data) -> dict[str, int]:
    return _ended(data) | {"overage_idr": data["overage_idr"]}


def _ended(data: Data) -> dict[str, int]:
    amount_idr = data["amount_idr"]
    return {"amount_idr": amount_idr, "called_off_idr": amount_idr, "remaining_due_idr": 0}


def _judged(right: str, wrong: str) -> Callable[[Data], dict[str, int]]:
    def says(data: Data) -> dict[str, int]:
        change_idr = data[right] - data[wrong]
        return {
            "amount_idr": change_idr,
            "corrected_idr": change_idr,
            "split_idr": _total(data, _DELTAS),
            "overage_idr": data["overage_delta_idr"],
            "remaining_due_idr": data["remaining_due_idr"],
        }

    return says


def _refund_due(data: Data) -> dict[str, int]:
    return {"amount_idr": data["amount_idr"], "refund_due_idr": data["amount_idr"]}


def _refunded(data: Data) -> dict[str, int]:
    return {
        "amount_idr": data["amount_idr"],
        "refunded_idr": data["amount_idr"],
        "split_idr": -_total(data, _RETURNED),
        "overage_idr": -data["overage_idr"],
        "refund_due_idr": data["overage_idr"] - data["amount_idr"],
    }


def _apart(more: str, less: str) -> Callable[[Data], dict[str, int]]:
    return lambda data: {"amount_idr": abs(data[more] - data[less])}


def _about(data: Data) -> dict[str, int]:
    return {"amount_idr": data["amount_idr"]}


_SAYS: Mapping[str, Callable[[Data], dict[str, int]]] = {
    "payment_due": _due,
    "payment_due_adjusted": _adjusted,
    "payment_received": _received,
    "payment_cancelled": _cancelled,
    "payment_expired": _ended,
    "collection_attempt_failed": lambda _: {},
    "collection_claimed": _about,
    "collection_confirmed": _about,
    "collection_disputed": _apart("buyer_says_idr", "seller_says_idr"),
    "collection_dispute_resolved": _judged("decided_idr", "recorded_idr"),
    "collection_correction_requested": _apart("right_idr", "wrong_idr"),
    "collection_correction_declined": _apart("right_idr", "wrong_idr"),
    "collection_corrected": _judged("right_idr", "wrong_idr"),
    "refund_due": _refund_due,
    "refund_claimed": _about,
    "refund_disputed": _about,
    "refund_dispute_resolved": _about,
    "payment_refunded": _refunded,
}
KINDS = tuple(_SAYS)
