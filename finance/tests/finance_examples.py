"""A chain of payments' events, written with nothing of ours, as the chore of payments writes it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

EXAMPLES = Path(__file__).resolve().parents[2] / "contracts" / "events" / "payments"
BEGINNING = "0" * 64
TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)  # In Malang.
BU_SRI, PAK_DJO = "bu-sri", "pak-djo"


def canonical(value: Any) -> bytes:
    """RFC 8785 for names in ASCII and for integers."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def chained(events: Iterable[dict[str, Any]], *, after: str = BEGINNING) -> Iterator[bytes]:
    """Yield the exact bytes of each link."""
    prevhash = after
    for event in events:
        bare = event | {"prevhash": prevhash}
        prevhash = sha256(prevhash.encode() + canonical(bare)).hexdigest()
        yield canonical(bare | {"hash": prevhash})


def event(number: int, kind: str, data: dict[str, Any], at: datetime = NOON) -> dict[str, Any]:
    """Return the CloudEvent, not chained yet."""
    instant = at.isoformat().replace("+00:00", "Z")
    return {
        "specversion": "1.0",
        "id": str(uuid5(NAMESPACE_URL, str(number))),
        "source": "/payments",
        "type": f"payments.{kind}.v1",
        "subject": f"payment-{data['payment_id']}",
        "time": instant,
        "datacontenttype": "application/json",
        "streamtype": "payment",
        "streamversion": 1,
        "position": number,
        "recordedtime": instant,
        "correlationid": None,
        "causationid": None,
        "traceparent": None,
        "data": data,
        "financeseq": number,
    }


@cache
def _example(kind: str) -> str:
    return (EXAMPLES / f"{kind}.v1.example.json").read_text()


def data_of(kind: str, *entries: tuple[str, int], **changes: Any) -> dict[str, Any]:
    """Return the published example of an event, changed; entries as (account, signed sum)."""
    example: dict[str, Any] = json.loads(_example(kind))
    booked = [
        {
            "account": account,
            "debit_idr": max(amount_idr, 0),
            "credit_idr": max(-amount_idr, 0),
            "order_id": example["order_id"],
            "party_id": None,
        }
        for account, amount_idr in entries
    ]
    day = {"business_date": TODAY.isoformat(), "settlement_date": TODAY.isoformat()}
    common = {"merchant_id": BU_SRI, "method": "cod", "provider": "cod", "currency": "IDR"}
    return example | common | day | {"entries": booked} | changes


def due(payment_id: str, amount_idr: int, **changes: Any) -> dict[str, Any]:
    entries = (("buyer_receivable", amount_idr), ("seller_payable", -amount_idr))
    return data_of(
        "payment_due",
        *entries,
        payment_id=payment_id,
        amount_due_idr=amount_idr,
        goods_idr=amount_idr,
        delivery_fee_idr=0,
        cash_rounding_idr=0,
        **changes,
    )


def received(
    payment_id: str, amount_idr: int, *, over_idr: int = 0, **changes: Any
) -> dict[str, Any]:
    """All that was due, and perhaps something more."""
    applied_idr = amount_idr - over_idr
    entries = (
        ("seller_direct", amount_idr),
        ("buyer_receivable", -applied_idr),
        ("overpayment_payable", -over_idr),
        ("seller_payable", applied_idr),
        ("seller_direct", -applied_idr),
    )
    return data_of(
        "payment_received",
        *(one for one in entries if one[1]),
        payment_id=payment_id,
        amount_due_idr=applied_idr,
        amount_received_idr=amount_idr,
        goods_idr=applied_idr,
        delivery_fee_idr=0,
        cash_rounding_idr=0,
        remaining_due_idr=0,
        overage_idr=over_idr,
        **changes,
    )


def lives(payments: int, start: datetime = NOON) -> Iterator[dict[str, Any]]:
    """Yield two events a payment: it falls due, and the cash comes."""
    number = 0
    for payment in range(payments):
        seller = (BU_SRI, PAK_DJO)[payment % 2]
        at = start + timedelta(minutes=payment)
        day = (at + timedelta(hours=7)).date().isoformat()
        common: dict[str, Any] = {
            "merchant_id": seller,
            "business_date": day,
            "settlement_date": day,
        }
        amount_idr = 10_000 + payment
        for kind, data in (
            ("payment_due", due(f"payment-{payment}", amount_idr, **common)),
            ("payment_received", received(f"payment-{payment}", amount_idr, **common)),
        ):
            number += 1
            yield event(number, kind, data, at)


@cache
def chain_of(events: int) -> Sequence[bytes]:
    """Return a valid chain of so many events."""
    return tuple(chained(lives((events + 1) // 2)))[:events]
