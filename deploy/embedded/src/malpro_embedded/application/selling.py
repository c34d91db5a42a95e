"""What sellers do with an order until it is at the door: answer, pack, set out, or none of it."""

from datetime import timedelta

from malpro_embedded.application import door
from malpro_embedded.application.life import Life, Purchase, on_grid
from malpro_embedded.domain.cast import HOLIDAYS, Fate

# What the clocks of orders allow, of a seller's opening hours.
_ACCEPTANCE = timedelta(hours=4)
_DISPATCH = timedelta(hours=9)
_PICKUP = timedelta(hours=18)


def receive(life: Life, purchase: Purchase) -> None:
    """Have an order on the telephone: she answers in her time, or never."""
    chance = life.luck("answer", purchase.key)
    if life.happens(purchase.seller.silent, "silent", purchase.key):
        _runs_out(life, purchase, _ACCEPTANCE, Fate.SILENT_SELLER)
        return
    minutes = chance.randint(*purchase.seller.answers)
    answers_at = life.open_in(purchase.shop.seller, minutes)
    gives_up_at = life.later(purchase.wants.patience)
    if gives_up_at < answers_at and life.happens(
        purchase.wants.changes_mind * 3, "impatient", purchase.key
    ):
        life.at(purchase, gives_up_at, _give_up)
        return
    life.at(purchase, answers_at, _answer)


def _give_up(life: Life, purchase: Purchase) -> None:
    body = {"reason_code": "too_slow"}
    if life.ask(purchase.buyer.caller, f"{purchase.path}/cancellation", **body) is not None:
        life.ends(purchase, Fate.CANCELLED)


def _answer(life: Life, purchase: Purchase) -> None:
    reason = _why_not(life, purchase)
    caller = purchase.shop.caller
    if reason:
        answer = life.ask(caller, f"{purchase.path}/decline", reason_code=reason)
        life.ends(purchase, Fate.DECLINED if answer is not None else _called_off(life, purchase))
        return
    if life.ask(caller, f"{purchase.path}/acceptance") is None:
        life.ends(purchase, _called_off(life, purchase))
        return
    habits, chance = purchase.seller, life.luck("pack", purchase.key)
    if life.happens(habits.stays, "stays", purchase.key):
        _runs_out(life, purchase, _DISPATCH, Fate.NEVER_DISPATCHED)
        return
    ready_at = life.open_in(purchase.shop.seller, chance.randint(*habits.packs))
    if life.happens(habits.calls_off, "calls_off", purchase.key):
        life.at(purchase, ready_at, _call_off)
        return
    life.at(purchase, ready_at, _make_ready if purchase.fetched else _set_out)


def _why_not(life: Life, purchase: Purchase) -> str | None:
    if purchase.goods_idr < purchase.seller.least_idr and not purchase.fetched:
        return "too_small"
    if life.happens(purchase.seller.declines, "declines", purchase.key):
        return life.luck("why", purchase.key).choice(("no_stock", "no_stock", "closed", "too_far"))
    return None


def _call_off(life: Life, purchase: Purchase) -> None:
    reason = life.luck("off", purchase.key).choice(("cannot_deliver", "no_stock", "closed"))
    answer = life.ask(
        purchase.shop.caller, f"{purchase.path}/sale-cancellation", reason_code=reason
    )
    fate = Fate.CALLED_OFF_BY_SELLER if answer is not None else _called_off(life, purchase)
    life.ends(purchase, fate)


def _set_out(life: Life, purchase: Purchase) -> None:
    if life.ask(purchase.shop.caller, f"{purchase.path}/dispatch") is None:
        life.ends(purchase, _called_off(life, purchase))
        return
    life.then(purchase, life.luck("way", purchase.key).randint(10, 75), door.bring)


def _make_ready(life: Life, purchase: Purchase) -> None:
    if life.ask(purchase.shop.caller, f"{purchase.path}/readiness") is None:
        life.ends(purchase, _called_off(life, purchase))
        return
    if life.happens(purchase.wants.absent // 3, "never fetches", purchase.key):
        _runs_out(life, purchase, _PICKUP, Fate.NEVER_FETCHED)
        return
    minutes = life.luck("fetch", purchase.key).randint(60, 420)
    life.at(purchase, life.open_in(purchase.shop.seller, minutes), door.fetch)


def _called_off(life: Life, purchase: Purchase) -> Fate:
    """Return what has happened to an order that its seller can do nothing about any more."""
    suspended = purchase.shop.merchant_id in life.away
    return Fate.CALLED_OFF_BY_CITY if suspended else Fate.SILENT_SELLER


def _runs_out(life: Life, purchase: Purchase, span: timedelta, fate: Fate) -> None:
    """Do nothing: the order's own clock ends it, and its buyer learns of it then."""
    hours = purchase.shop.seller.hours
    ends_at = hours.after_open_time(life.town.now(), span, HOLIDAYS)
    life.at(purchase, on_grid(ends_at + timedelta(minutes=1)), lambda *_: life.ends(purchase, fate))
