"""A purchase as its read model keeps it: what a month's closing asks, without the goods."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec

from compliance.domain.purchase import Purchase
from compliance.domain.purchase_events import (
    MoneyNote,
    PurchaseCorrected,
    PurchaseDisputed,
    PurchaseFellThrough,
    PurchaseHandedOver,
    PurchaseNoted,
    PurchasePaid,
    PurchaseRefunded,
)
from kernel.adapters.codec import plain

_MONEY: Mapping[str, type[MoneyNote]] = {
    "paid": PurchasePaid,
    "corrected": PurchaseCorrected,
    "refunded": PurchaseRefunded,
}
_NAMES = {kind: name for name, kind in _MONEY.items()}
_TOLD: Mapping[str, type[Any]] = {
    "noted": PurchaseNoted,
    "handed_over": PurchaseHandedOver,
    "fell_through": PurchaseFellThrough,
}


def stored(purchase: Purchase) -> dict[str, Any]:
    """Return the plain values of the row."""
    told = {name: getattr(purchase, name) for name in _TOLD}
    return {
        **{name: plain(_without_lines(one)) if one else None for name, one in told.items()},
        "money": [[_NAMES[type(one)], plain(one)] for one in purchase.money],
        "disputes": [plain(one) for one in purchase.disputes],
    }


def restored(row: Mapping[str, Any]) -> Purchase:
    """Return the purchase, as far as the row keeps it."""
    told: dict[str, Any] = {
        name: msgspec.convert(row[name], kind) if row[name] else None
        for name, kind in _TOLD.items()
    }
    return Purchase(
        **told,
        money=tuple(msgspec.convert(one, _MONEY[name]) for name, one in _money(row)),
        talk=tuple(msgspec.convert(one, PurchaseDisputed) for one in row.get("disputes", [])),
    )


def _money(row: Mapping[str, Any]) -> list[tuple[str, Any]]:
    # Rows from before corrections and refunds were kept have `payments` instead.
    known: list[tuple[str, Any]] = row.get("money", [])
    return known or [("paid", one) for one in row.get("payments", [])]


def _without_lines(told: Any) -> Any:
    return replace(told, lines=()) if hasattr(told, "lines") else told
