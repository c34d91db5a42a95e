"""Promises 3 and 4: the journal balances at every position, and each collection is booked once."""

from collections import Counter
from collections.abc import Iterator, Mapping

from simulation.model_books import Books, Fact
from simulation.model_orders import change_of

# What is owed to somebody is never less than nothing; a debit is what we are owed.
_OWED = {"buyer_receivable": 1, "refund_payable": -1, "overpayment_payable": -1}


def the_journal_balances(books: Books) -> Iterator[str]:
    balances: Counter[tuple[str, str]] = Counter()
    for one in books.stores["payments"]:
        entries = one.data.get("entries")
        if not isinstance(entries, list):
            yield f"{one} carries no entries"
            continue
        debit = sum(entry["debit_idr"] for entry in entries)
        credit = sum(entry["credit_idr"] for entry in entries)
        if debit != credit:
            yield f"{one} has {debit} on one side and {credit} on the other"
        for entry in entries:
            yield from _booked(one, entry, balances)
    yield from _owes(books, balances)


def _booked(
    one: Fact, entry: Mapping[str, object], balances: Counter[tuple[str, str]]
) -> Iterator[str]:
    account, order_id = str(entry["account"]), str(entry["order_id"])
    debit, credit = int(str(entry["debit_idr"])), int(str(entry["credit_idr"]))
    if account == "platform_revenue":
        yield f"{one} books something to the platform"
    if min(debit, credit) != 0 or max(debit, credit) <= 0:
        yield f"{one} has an entry on both sides, or on none"
    balances[account, order_id] += debit - credit
    sign = _OWED.get(account)
    if sign and balances[account, order_id] * sign < 0:
        yield f"{one} leaves {balances[account, order_id]} on {account} of {order_id}"


def _owes(books: Books, balances: Counter[tuple[str, str]]) -> Iterator[str]:
    """What is owed back at the end is what fell due less what was given back."""
    owed: Counter[str] = Counter()
    for one in books.of("payments", "refund_due"):
        owed[one.data["order_id"]] += one.data["amount_idr"]
    for one in books.of("payments", "payment_refunded"):
        if one.data["cause"] == "return":
            owed[one.data["order_id"]] -= one.data["amount_idr"]
    for order_id, amount in owed.items():
        booked = -balances["refund_payable", order_id]
        if booked != amount:
            yield f"{booked} is booked as owed back for {order_id}, and {amount} is"


def each_payment_is_collected_once(books: Books) -> Iterator[str]:
    facts: dict[str, Fact] = {}
    collections: dict[tuple[str, str], Fact] = {}
    receipts: dict[str, Fact] = {}
    for one in books.of("payments", "payment_received"):
        data = one.data
        pair = (data["payment_id"], data["collection_id"])
        if data["fact_id"] in facts or pair in collections:
            yield f"{one} books a collection that {facts.get(data['fact_id'])} has booked"
        if data["receipt_number"] in receipts:
            yield f"{one} has the receipt number of {receipts[data['receipt_number']]}"
        facts[data["fact_id"]] = collections[pair] = receipts[data["receipt_number"]] = one
        parts = data["goods_idr"] + data["delivery_fee_idr"] + data["cash_rounding_idr"]
        if parts + data["overage_idr"] != data["amount_received_idr"]:
            yield f"{one} divides {data['amount_received_idr']} wrongly"
        if data["platform_fee_idr"]:
            yield f"{one} takes a fee"
    yield from _cash_was_said(books)
    yield from _decided_once(books)


def _cash_was_said(books: Books) -> Iterator[str]:
    """What was booked for a hand-over is what was declared there."""
    declared = {
        one.data["handover_id"]: one.data["declared_cash_idr"]
        for one in books.of("orders", "order_delivered")
    }
    for one in books.of("payments", "payment_received"):
        said = declared.get(one.data["collection_id"])
        if said is not None and one.data["amount_received_idr"] != said:
            yield f"{one} books {one.data['amount_received_idr']}, and {said} was declared"


def _decided_once(books: Books) -> Iterator[str]:
    """No correction, dispute or refund is decided or paid twice, and none by who is a party."""
    for kind, name in (
        ("collection_corrected", "correction_id"),
        ("collection_dispute_resolved", "dispute_id"),
        ("refund_due", "refund_id"),
        ("payment_refunded", "refund_id"),
    ):
        times = Counter(one.data[name] for one in books.of("payments", kind))
        yield from (
            f"{kind} {key} is there {many} times" for key, many in times.items() if many > 1
        )
    for one in books.of("payments", "collection_dispute_resolved"):
        parties = {one.data["buyer_account_id"], one.data["merchant_owner_account_id"]}
        if one.data["decided_by_id"] in parties:
            yield f"{one} was decided by a party"


def net_of(books: Books) -> Mapping[str, int]:
    """Return, by order, what came in towards what was due and did not go back."""
    net: Counter[str] = Counter()
    for one in books.of("payments", "payment_received"):
        net[one.data["order_id"]] += change_of(one.kind, one.data) - one.data["overage_idr"]
    for one in books.of("payments", "collection_corrected", "collection_dispute_resolved"):
        net[one.data["order_id"]] += change_of(one.kind, one.data) - one.data["overage_delta_idr"]
    for one in books.of("payments", "payment_refunded"):
        net[one.data["order_id"]] -= one.data["amount_idr"] - one.data["overage_idr"]
    return net
