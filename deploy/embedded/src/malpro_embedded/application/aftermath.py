"""After the hand-over: silence or a word about the cash, disputes, corrections, returns."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from malpro_embedded.application.life import Life, Purchase, in_may, on_grid, open_from
from malpro_embedded.domain.cast import HOLIDAYS, OFFICE, Extra, Fate
from malpro_embedded.domain.tempers import SellerTemper

_LETTER = "500.2/{number}/35.73.310/2026"
_LATE_RETURNS = 450


def follow(life: Life, purchase: Purchase, *, coded: bool, mistyped: bool, due_idr: int) -> None:
    """Let buyer and seller go on, once goods and cash have changed hands."""
    if mistyped and coded:
        life.then(purchase, 20, partial(_correct, due_idr=due_idr))
    elif mistyped:
        life.then(purchase, 90, partial(_dispute, due_idr=due_idr))
    elif not coded and life.does(purchase.wants.confirms, "confirms", purchase.key):
        life.then(purchase, life.luck("when", purchase.key).randint(30, 900), _confirm)
    share = _LATE_RETURNS if in_may(life) else purchase.wants.returns
    if not mistyped and coded and life.happens(share, "returns", purchase.key):
        life.then(purchase, 24 * 60, _ask_return)


def claim(life: Life, purchase: Purchase) -> None:
    """The seller has written nothing down: the buyer says that she has the goods and has paid."""
    purchase.handover_id = _id(life, "claim", purchase.key)
    body = {"handover_id": purchase.handover_id, "cash_idr": purchase.due_idr}
    if life.ask(purchase.buyer.caller, f"{purchase.path}/handover-claim", **body) is None:
        life.ends(purchase, Fate.NOT_AT_HOME)
        return
    life.bought(Fate.CLAIMED_BY_BUYER)
    if purchase.shop.seller.temper is not SellerTemper.FORGETFUL:
        life.then(purchase, 120, _agree)


def _agree(life: Life, purchase: Purchase) -> None:
    life.ask(purchase.shop.caller, f"{_collection(life, purchase)}/claim-confirmation")


def _confirm(life: Life, purchase: Purchase) -> None:
    life.ask(purchase.buyer.caller, f"{_collection(life, purchase)}/confirmation")


def _dispute(life: Life, purchase: Purchase, *, due_idr: int) -> None:
    answer = life.ask(
        purchase.buyer.caller,
        f"{_collection(life, purchase)}/dispute",
        amount_idr=due_idr,
        reason_code="wrong_amount",
    )
    if answer is None:
        return
    life.also(Extra.DISPUTED)
    path = f"{_payment(life, purchase)}/disputes/{answer['dispute_id']}/resolution"
    days = life.luck("desk", purchase.key).choice((2, 4, 7, 9, 12))
    at = open_from(OFFICE, on_grid(life.town.now() + timedelta(days=days)))
    life.at(purchase, at, partial(_decide, path=path))


def _decide(life: Life, purchase: Purchase, *, path: str) -> None:
    number = life.luck("letter", purchase.key).randrange(1, 400)
    officer = life.people.officers["catalog_officer"]
    life.ask(officer, path, decision="buyer", authority_ref=_LETTER.format(number=number))
    life.also(Extra.DISPUTE_DECIDED)


def _correct(life: Life, purchase: Purchase, *, due_idr: int) -> None:
    """The seller sees her mistake herself; the buyer says that it was one."""
    correction_id = _id(life, "correction", purchase.key)
    answer = life.ask(
        purchase.shop.caller,
        f"{_payment(life, purchase)}/corrections",
        correction_id=correction_id,
        collection_id=purchase.handover_id,
        right_idr=due_idr,
        reason_code="typing",
    )
    if answer is not None:
        life.then(purchase, 60, partial(_approve, correction_id=correction_id))


def _approve(life: Life, purchase: Purchase, *, correction_id: str) -> None:
    path = f"{_payment(life, purchase)}/corrections/{correction_id}/decision"
    if life.ask(purchase.buyer.caller, path, approve=True):
        life.also(Extra.CORRECTED)


def _ask_return(life: Life, purchase: Purchase) -> None:
    """Ask to give back what has a defect, while the window is open."""
    order = purchase.buyer.caller.get(purchase.path)
    line = life.luck("defect", purchase.key).choice(order["lines"])
    return_id = _id(life, "return", purchase.key)
    answer = life.ask(
        purchase.buyer.caller,
        f"{purchase.path}/returns",
        return_id=return_id,
        lines=[{"line_id": line["line_id"], "quantity": 1}],
        reason_code="spoiled" if line["perishable"] else "defective",
        wanted="refund",
    )
    if answer is None:
        return
    life.also(Extra.RETURN_ASKED)
    strict = purchase.shop.seller.temper is SellerTemper.STRICT
    if strict or life.does(150, "declines return", purchase.key):
        life.then(purchase, 120, partial(_decline_return, return_id=return_id))
    elif life.does(750, "accepts return", purchase.key):
        life.then(purchase, 120, partial(_accept_return, return_id=return_id))
    else:  # Her silence is a yes, once her time to answer is over.
        answered = purchase.shop.seller.hours.after_open_time(
            life.town.now(), timedelta(hours=18), HOLIDAYS
        )
        at = on_grid(answered + timedelta(minutes=30))
        life.at(purchase, at, partial(_take_return, return_id=return_id))


def _decline_return(life: Life, purchase: Purchase, *, return_id: str) -> None:
    path = f"{purchase.path}/returns/{return_id}"
    if life.ask(purchase.shop.caller, f"{path}/decline", reason_code="no_defect") is None:
        return
    life.also(Extra.RETURN_DECLINED)
    if life.does(600, "appeal", purchase.key):
        at = open_from(OFFICE, on_grid(life.town.now() + timedelta(days=1)))
        life.at(purchase, at, partial(_overrule, return_id=return_id))


def _overrule(life: Life, purchase: Purchase, *, return_id: str) -> None:
    officer = life.people.officers["catalog_officer"]
    path = f"{purchase.path}/returns/{return_id}/acceptance"
    life.ask(officer, path, resolution="refund")
    life.also(Extra.RETURN_OVERRULED)
    life.then(purchase, 24 * 60, partial(_take_return, return_id=return_id))


def _accept_return(life: Life, purchase: Purchase, *, return_id: str) -> None:
    path = f"{purchase.path}/returns/{return_id}/acceptance"
    if life.ask(purchase.shop.caller, path, resolution="refund") is not None:
        life.then(purchase, 600, partial(_take_return, return_id=return_id))


def _take_return(life: Life, purchase: Purchase, *, return_id: str) -> None:
    path = f"{purchase.path}/returns/{return_id}/receipt"
    if life.ask(purchase.shop.caller, path) is not None:
        days = {SellerTemper.PROMPT: 2, SellerTemper.STRICT: 1}.get(purchase.shop.seller.temper, 5)
        life.then(purchase, days * 24 * 60 + 60, _pay_back)


def _pay_back(life: Life, purchase: Purchase) -> None:
    """Give back the cash that is owed for what has come back."""
    payment = purchase.buyer.caller.get(f"{purchase.path}/payment")
    purchase.payment_id = payment["payment_id"]
    path = f"{_payment(life, purchase)}/refunds"
    for due in payment["refunds"]:
        if due["status"] != "due":
            continue
        said = {name: due[name] for name in ("refund_id", "cause", "amount_idr")}
        if life.ask(purchase.shop.caller, path, **said) is None:
            continue
        life.also(Extra.REFUNDED_AFTER_CLOSE if life.closed else Extra.REFUNDED)
        one = f"{path}/{due['refund_id']}"
        if life.does(100, "denies refund", purchase.key):
            life.then(purchase, 300, partial(_deny_refund, path=one))
        elif life.does(600, "confirms refund", purchase.key):
            life.then(purchase, 120, partial(_confirm_refund, path=one))


def _confirm_refund(life: Life, purchase: Purchase, *, path: str) -> None:
    life.ask(purchase.buyer.caller, f"{path}/confirmation")


def _deny_refund(life: Life, purchase: Purchase, *, path: str) -> None:
    body = {"reason_code": "not_received"}
    if life.ask(purchase.buyer.caller, f"{path}/dispute", **body) is not None:
        life.also(Extra.REFUND_DISPUTED)
        at = open_from(OFFICE, on_grid(life.town.now() + timedelta(days=2)))
        life.at(purchase, at, partial(_settle_refund, path=path))


def _settle_refund(life: Life, purchase: Purchase, *, path: str) -> None:
    paid = life.does(800, "witness", purchase.key)
    officer = life.people.officers["catalog_officer"]
    life.ask(officer, f"{path}/dispute-resolution", paid=paid)


def _payment(life: Life, purchase: Purchase) -> str:
    del life
    if not purchase.payment_id:
        answer = purchase.buyer.caller.get(f"{purchase.path}/payment")
        purchase.payment_id = answer["payment_id"]
    return f"/v1/payments/{purchase.payment_id}"


def _collection(life: Life, purchase: Purchase) -> str:
    return f"{_payment(life, purchase)}/collections/{purchase.handover_id}"


def _id(life: Life, *what: str) -> str:
    return str(UUID(int=life.luck(*what).getrandbits(128), version=4))
