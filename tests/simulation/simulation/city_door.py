"""Until the goods are at the door, and at the door: all that may become of an order."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from simulation.city_after import after_handover
from simulation.city_purchase import Purchase

Json = dict[str, Any]
_PERHAPS_ENDED = ("order_rejected", "order_cancelled", "order_expired", "order_declined")


def live(purchase: Purchase, fate: str) -> None:
    """Let one order meet its fate, as far as the others let it."""
    if fate == "cancelled_at_once":
        purchase.of_buyer("cancel_order", reason_code="changed_mind")
        purchase.town.fates[fate] += 1
        return
    purchase.sees("order_confirmed", *_PERHAPS_ENDED)
    if purchase.town.screen.order(purchase.order_id, *_PERHAPS_ENDED):
        purchase.town.fates["never confirmed"] += 1
        return
    _FATES[fate](purchase)
    purchase.town.fates[fate] += 1


def _silent(purchase: Purchase) -> None:
    del purchase  # She never answers; the order's own clock ends it.


def _cancelled(purchase: Purchase) -> None:
    purchase.rest(0.0, 1.0)
    purchase.of_buyer("cancel_order", reason_code="too_slow")


def _declined(purchase: Purchase) -> None:
    purchase.rest(0.1, 2.0)
    purchase.of_seller("decline_order", reason_code="no_stock")


def _cancel_and_accept(purchase: Purchase) -> None:
    """Both act in the same moment."""
    town = purchase.town

    def changes_mind() -> None:
        purchase.of_buyer("cancel_order", reason_code="found_elsewhere")

    town.world.spawn(f"{purchase.order_id} cancels", changes_mind)
    if purchase.of_seller("accept_order") is not None:
        purchase.rest(0.5, 1.0)
        purchase.of_seller("cancel_sale", reason_code="cannot_deliver")


def _sale_cancelled(purchase: Purchase) -> None:
    if _accept(purchase):
        purchase.rest(0.5, 3.0)
        purchase.of_seller("cancel_sale", reason_code="no_stock")


def _never_sent(purchase: Purchase) -> None:
    _accept(purchase)


def _called_off(purchase: Purchase) -> None:
    if _set_out(purchase):
        purchase.rest(0.2, 1.0)
        purchase.town.officer("catalog_officer").ask(
            "orders",
            "call_off_order",
            order_id=purchase.order_id,
            reason_code="fraud_suspected",
            fault=purchase.luck.choice(("seller", "buyer", "none")),
            goods_disposition=purchase.luck.choice(("resalable", "spoiled")),
        )


def _never_came(purchase: Purchase) -> None:
    """He set out, and nobody heard of it again."""
    _set_out(purchase)


def _under_code(purchase: Purchase) -> None:
    if _set_out(purchase):
        _hand_over(purchase, code=purchase.town.screen.code(purchase.order_id))


def _wrong_code(purchase: Purchase) -> None:
    if not _set_out(purchase):
        return
    right = purchase.town.screen.code(purchase.order_id)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(purchase.luck.choice((1, 2, 6))):
        purchase.of_seller(
            "hand_over_order",
            handover_id=purchase.new_id(),
            code=wrong,
            cash_idr=purchase.due_idr,
        )
    if not _hand_over(purchase, code=right):
        purchase.rest(0.1, 0.5)
        _hand_over(purchase)  # The code is locked: the buyer will tap, or be silent.


def _by_tap(purchase: Purchase) -> None:
    if _set_out(purchase):
        _hand_over(purchase, then="confirmed")


def _by_silence(purchase: Purchase) -> None:
    if _set_out(purchase):
        _hand_over(purchase, recipient_kind=purchase.luck.choice(("family", "security", "buyer")))


def _claimed(purchase: Purchase) -> None:
    """The seller has written nothing down."""
    if not _set_out(purchase):
        return
    purchase.rest(0.5, 3.0)
    handover_id = purchase.new_id()
    told = purchase.of_buyer("claim_handover", handover_id=handover_id, cash_idr=purchase.due_idr)
    if told is not None:
        then = purchase.luck.choice(("agreed", "silent", "denied"))
        after_handover(purchase, handover_id, cash_idr=purchase.due_idr, then=then)


def _partly_refused(purchase: Purchase) -> None:
    if not _set_out(purchase):
        return
    line = max(purchase.lines, key=lambda one: one["quantity"])
    if line["quantity"] == 1 and len(purchase.lines) == 1:
        _hand_over(purchase, code=purchase.town.screen.code(purchase.order_id))
        return
    refused = {
        "line_id": line["line_id"],
        "quantity": 1,
        "code": "damaged",
        "disposition": purchase.luck.choice(("spoiled", "resalable")),
    }
    goods = sum(one["line_total_idr"] for one in purchase.lines) - line["unit_price_idr"]
    cash = goods + (0 if purchase.pickup else purchase.shop.fee_idr)
    cash -= cash % 100
    _hand_over(
        purchase,
        cash_idr=cash,
        code=purchase.town.screen.code(purchase.order_id),
        refused=[refused],
    )


def _failed_then_delivered(purchase: Purchase) -> None:
    if not _set_out(purchase):
        return
    late = purchase.luck.choice((4.0, 24.0, 60.0))
    again = purchase.town.world.clock.now() + timedelta(hours=late)
    purchase.of_seller(
        "record_failed_attempt",
        attempt_no=1,
        reason_code="buyer_absent",
        next_attempt_at=again.isoformat(),
    )
    purchase.rest(late, late + 1)
    purchase.of_seller("dispatch_order", attempt_no=2)
    _hand_over(purchase, code=purchase.town.screen.code(purchase.order_id))


def _brought_back(purchase: Purchase) -> None:
    if not _set_out(purchase):
        return
    purchase.of_seller("record_failed_attempt", attempt_no=1, reason_code="no_cash")
    purchase.rest(0.5, 2.0)
    line = purchase.luck.choice(purchase.lines)
    lost = [{"line_id": line["line_id"], "disposition": "spoiled"}]
    purchase.of_seller("return_to_seller", lines=lost if purchase.happens(0.4) else [])


def _overpaid(purchase: Purchase) -> None:
    """There was no change; the rest is owed back."""
    if _set_out(purchase):
        _hand_over(
            purchase,
            cash_idr=purchase.due_idr + 10_000,
            code=purchase.town.screen.code(purchase.order_id),
            then="overpaid",
        )


def _underpaid(purchase: Purchase) -> None:
    """She had not enough on her, and brings the rest, or does not."""
    if _set_out(purchase):
        cash = max(purchase.due_idr // 2 - purchase.due_idr // 2 % 100, 100)
        _hand_over(
            purchase,
            cash_idr=cash,
            code=purchase.town.screen.code(purchase.order_id),
            then=purchase.luck.choice(("rest", "rest", "owing")),
        )


def _mistyped(purchase: Purchase) -> None:
    if _set_out(purchase):
        by_code = purchase.happens(0.5)
        code = purchase.town.screen.code(purchase.order_id) if by_code else None
        _hand_over(
            purchase,
            cash_idr=purchase.due_idr * 3,
            code=code,
            then=purchase.luck.choice(("corrected", "uncorrected")) if by_code else "disputed",
        )


def _never_fetched(purchase: Purchase) -> None:
    _accept(purchase)
    if purchase.pickup:
        purchase.of_seller("mark_ready")


def _accept(purchase: Purchase) -> bool:
    purchase.rest(0.05, 1.5)
    return purchase.of_seller("accept_order") is not None


def _set_out(purchase: Purchase) -> bool:
    """Accept, pack, and come to the door, or have it ready at the stall."""
    if not _accept(purchase):
        return False
    purchase.rest(0.1, 3.0)
    route = "mark_ready" if purchase.pickup else "dispatch_order"
    if purchase.of_seller(route) is None:
        return False
    purchase.rest(0.1, 2.0)
    return True


def _hand_over(
    purchase: Purchase, *, cash_idr: int | None = None, then: str = "", **said: Any
) -> bool:
    handover_id, cash = purchase.new_id(), cash_idr or purchase.due_idr
    told = purchase.of_seller("hand_over_order", handover_id=handover_id, cash_idr=cash, **said)
    delivered = purchase.town.screen.order(purchase.order_id, "order_delivered")
    if told is None or delivered is None:
        return False
    after_handover(purchase, handover_id, cash_idr=cash, then=then)
    return True


_FATES: Mapping[str, Callable[[Purchase], None]] = {
    "silent": _silent,
    "cancelled": _cancelled,
    "declined": _declined,
    "cancelled_and_accepted": _cancel_and_accept,
    "sale_cancelled": _sale_cancelled,
    "never_sent": _never_sent,
    "called_off": _called_off,
    "never_came": _never_came,
    "never_fetched": _never_fetched,
    "under_code": _under_code,
    "wrong_code": _wrong_code,
    "by_tap": _by_tap,
    "by_silence": _by_silence,
    "claimed": _claimed,
    "partly_refused": _partly_refused,
    "failed_then_delivered": _failed_then_delivered,
    "brought_back": _brought_back,
    "overpaid": _overpaid,
    "underpaid": _underpaid,
    "mistyped": _mistyped,
}
# Of so many orders on average so many end like that.
SHARES: Mapping[str, int] = {
    "cancelled_at_once": 2,
    "silent": 1,
    "cancelled": 2,
    "declined": 2,
    "cancelled_and_accepted": 2,
    "sale_cancelled": 1,
    "never_sent": 1,
    "called_off": 1,
    "never_came": 1,
    "never_fetched": 1,
    "under_code": 8,
    "wrong_code": 2,
    "by_tap": 3,
    "by_silence": 2,
    "claimed": 2,
    "partly_refused": 3,
    "failed_then_delivered": 3,
    "brought_back": 2,
    "overpaid": 2,
    "underpaid": 2,
    "mistyped": 4,
}
