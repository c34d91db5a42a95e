"""After goods and cash have changed hands: a word, an objection, a return, money back."""

from collections.abc import Callable, Mapping
from typing import Any

from simulation.city_purchase import Purchase

Json = dict[str, Any]


def after_handover(purchase: Purchase, handover_id: str, *, cash_idr: int, then: str) -> None:
    """Let both sides say what they have to say, once payments know of the cash."""
    seen = ("collection_claimed",) if then in _CLAIMS else ("payment_received",)
    if not purchase.sees_payment(*seen):
        return
    act = _ACTS.get(then)
    if act is not None:
        act(purchase, handover_id, cash_idr)
    if purchase.happens(0.35):
        _ask_return(purchase)


def _confirm(purchase: Purchase, handover_id: str, _: int) -> None:
    purchase.rest(0.5, 20.0)
    purchase.buys("payments", "confirm_collection", **_collection(purchase, handover_id))


def _agree(purchase: Purchase, handover_id: str, _: int) -> None:
    purchase.rest(0.5, 20.0)
    purchase.sells("payments", "confirm_claim", **_collection(purchase, handover_id))


def _deny(purchase: Purchase, handover_id: str, cash_idr: int) -> None:
    """The seller says that she got nothing, or less."""
    purchase.rest(0.5, 20.0)
    says = 0 if purchase.happens(0.5) else cash_idr // 2
    told = purchase.sells(
        "payments",
        "dispute_collection",
        **_collection(purchase, handover_id),
        amount_idr=says,
        reason_code="not_paid",
    )
    _resolve(purchase, told, (says + cash_idr) // 2)


def _dispute(purchase: Purchase, handover_id: str, cash_idr: int) -> None:
    purchase.rest(0.5, 20.0)
    told = purchase.buys(
        "payments",
        "dispute_collection",
        **_collection(purchase, handover_id),
        amount_idr=purchase.due_idr,
        reason_code="wrong_amount",
    )
    _resolve(purchase, told, (purchase.due_idr + cash_idr) // 2)


def _resolve(purchase: Purchase, told: Json | None, between_idr: int) -> None:
    """Let an officer decide, in days, some of them after the month is closed."""
    if told is None or not told.get("dispute_id"):
        return
    purchase.rest(10.0, 260.0)
    decision = purchase.luck.choice(("buyer", "buyer", "seller", "shared", "withdrawn"))
    said = {"decided_idr": between_idr} if decision == "shared" else {}
    purchase.town.officer("catalog_officer").ask(
        "payments",
        "resolve_dispute",
        payment_id=purchase.payment_id,
        dispute_id=told["dispute_id"],
        decision=decision,
        **said,
    )


def _correct(purchase: Purchase, handover_id: str, _: int, *, approve: bool = True) -> None:
    correction_id = purchase.new_id()
    purchase.rest(0.5, 12.0)
    told = purchase.sells(
        "payments",
        "request_correction",
        **_collection(purchase, handover_id),
        correction_id=correction_id,
        right_idr=purchase.due_idr,
        reason_code="typing",
    )
    if told is not None:
        purchase.rest(0.5, 150.0)
        purchase.buys(
            "payments",
            "decide_correction",
            payment_id=purchase.payment_id,
            correction_id=correction_id,
            approve=approve,
        )


def _refuse_correction(purchase: Purchase, handover_id: str, cash_idr: int) -> None:
    _correct(purchase, handover_id, cash_idr, approve=False)


def _pay_change(purchase: Purchase, _: str, cash_idr: int) -> None:
    """Give the change back that was owed."""
    purchase.rest(1.0, 30.0)
    refund_id = purchase.new_id()
    told = purchase.sells(
        "payments",
        "record_refund",
        payment_id=purchase.payment_id,
        refund_id=refund_id,
        cause="overpayment",
        amount_idr=cash_idr - purchase.due_idr,
    )
    if told is not None:
        _answer_refund(purchase, refund_id)


def _bring_rest(purchase: Purchase, _: str, cash_idr: int) -> None:
    purchase.rest(1.0, 40.0)
    purchase.sells(
        "payments",
        "record_collection",
        payment_id=purchase.payment_id,
        collection_id=purchase.new_id(),
        amount_idr=purchase.due_idr - cash_idr,
    )


def _ask_return(purchase: Purchase) -> None:
    purchase.rest(1.0, 20.0)
    delivered = purchase.town.screen.order(purchase.order_id, "order_delivered")
    lines = [one for one in (delivered or {"lines": []})["lines"] if one["delivered_quantity"]]
    if not lines:
        return
    line, return_id = purchase.luck.choice(lines), purchase.new_id()
    told = purchase.of_buyer(
        "request_return",
        return_id=return_id,
        lines=[
            {
                "line_id": line["line_id"],
                "quantity": purchase.luck.randint(1, line["delivered_quantity"]),
            }
        ],
        reason_code="defective",
        wanted="refund",
    )
    if told is None:
        return
    answer = purchase.luck.choice(("accept", "accept", "accept", "decline", "overrule", "silence"))
    if _answered(purchase, return_id, answer):
        purchase.rest(1.0, 30.0)
        purchase.of_seller("receive_return", return_id=return_id)
        _pay_back(purchase, return_id)


def _answered(purchase: Purchase, return_id: str, answer: str) -> bool:
    """Tell whether the goods are to go back."""
    of_return = {"order_id": purchase.order_id, "return_id": return_id}
    if answer == "silence":
        return purchase.sees("return_accepted", patience_s=5 * 24 * 3600) is not None
    purchase.rest(0.5, 6.0)
    if answer == "accept":
        return purchase.sells("orders", "accept_return", **of_return) is not None
    purchase.sells("orders", "decline_return", **of_return, reason_code="no_defect")
    if answer == "decline":
        return False
    purchase.rest(5.0, 30.0)
    officer = purchase.town.officer("catalog_officer")
    said = {"resolution": "refund", "refund_fee": purchase.happens(0.3)}
    return officer.ask("orders", "accept_return", **of_return, **said) is not None


def _pay_back(purchase: Purchase, return_id: str) -> None:
    """Pay in days: often only after the month is closed."""
    dues = purchase.sees_payment("refund_due", patience_s=4 * 3600)
    due = next((one for one in dues or () if one["return_id"] == return_id), None)
    if due is None:
        return
    purchase.rest(1.0, purchase.luck.choice((30.0, 300.0)))
    told = purchase.sells(
        "payments",
        "record_refund",
        payment_id=purchase.payment_id,
        refund_id=due["refund_id"],
        cause="return",
        amount_idr=due["amount_idr"],
    )
    if told is not None:
        _answer_refund(purchase, due["refund_id"])


def _answer_refund(purchase: Purchase, refund_id: str) -> None:
    answer = purchase.luck.choice(("confirm", "confirm", "silence", "deny"))
    refund = {"payment_id": purchase.payment_id, "refund_id": refund_id}
    if answer == "silence":
        return
    purchase.rest(0.5, 12.0)
    if answer == "confirm":
        purchase.buys("payments", "confirm_refund", **refund)
    elif purchase.buys("payments", "dispute_refund", **refund, reason_code="not_received"):
        purchase.rest(5.0, 60.0)
        officer = purchase.town.officer("catalog_officer")
        officer.ask("payments", "resolve_refund", **refund, paid=purchase.happens(0.6))


def _collection(purchase: Purchase, handover_id: str) -> Json:
    return {"payment_id": purchase.payment_id, "collection_id": handover_id}


_CLAIMS = frozenset({"agreed", "silent", "denied"})
_ACTS: Mapping[str, Callable[[Purchase, str, int], None]] = {
    "confirmed": _confirm,
    "agreed": _agree,
    "denied": _deny,
    "disputed": _dispute,
    "corrected": _correct,
    "uncorrected": _refuse_correction,
    "overpaid": _pay_change,
    "rest": _bring_rest,
}
