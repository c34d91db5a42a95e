"""At the door and at the stall: somebody is there or not, takes all or some of it, and pays."""

from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from malpro_embedded.application import aftermath
from malpro_embedded.application.life import Life, Purchase, at_work, in_may, on_grid, open_from
from malpro_embedded.domain.cast import Extra, Fate

_ATTEMPTS_MAX = 3
_REFUSED_WHOLE, _REFUSED_PARTLY = 5, 18
_WRONG_CODE, _WITH_CODE = 12, 720
# Of a thousand who are brought something in the first days of May, so many are still away.
_LONG_WEEKEND = 400
_WITHOUT = ("family", "family", "colleague", "security", "buyer")


def bring(life: Life, purchase: Purchase) -> None:
    """Stand before the door with the goods."""
    purchase.attempts += 1
    key = f"{purchase.key} {purchase.attempts}"
    absent = purchase.wants.absent * (2 if at_work(life.town.now()) else 1) // 2
    if in_may(life):
        absent = max(absent, _LONG_WEEKEND)
    if life.does(absent, "there", key):
        reason = life.luck("why", key).choice(("buyer_absent",) * 5 + ("wrong_address",))
        _come_again(life, purchase, reason)
    elif life.happens(purchase.wants.no_cash // 3, "cash", key):
        _come_again(life, purchase, "no_cash")
    elif _spoils(purchase) and life.happens(_REFUSED_WHOLE, "refused", key):
        _take_back(life, purchase, "refused_quality", Fate.REFUSED_AT_THE_DOOR)
    elif life.happens(purchase.seller.unrecorded, "unrecorded", key):
        life.then(purchase, 24 * 60, aftermath.claim)
    else:
        _hand_over(life, purchase)


def fetch(life: Life, purchase: Purchase) -> None:
    """Come to the stall and fetch what is ready."""
    _hand_over(life, purchase)


def _come_again(life: Life, purchase: Purchase, reason: str) -> None:
    """Note that nobody took it, and promise to come again, or take it back."""
    if purchase.attempts > 1 and (
        purchase.attempts == _ATTEMPTS_MAX or life.luck("patience", purchase.key).random() < 0.4  # noqa: PLR2004 - two in five
    ):
        _take_back(life, purchase, reason, Fate.NOT_AT_HOME)
        return
    chance = life.luck("next", purchase.key, str(purchase.attempts))
    hours = (48, 71) if in_may(life) else (3, 8, 24, 26, 30)
    evening = life.town.now() + timedelta(hours=chance.choice(hours))
    next_at = open_from(purchase.shop.seller.hours, on_grid(evening))
    answer = life.ask(
        purchase.shop.caller,
        f"{purchase.path}/failed-attempts",
        attempt_no=purchase.attempts,
        reason_code=reason,
        next_attempt_at=next_at.isoformat(),
    )
    if answer is None:  # The seller's next day is too far off, or the order has ended meanwhile.
        _take_back(life, purchase, reason, Fate.NOT_AT_HOME)
        return
    life.also(Extra.FAILED_ATTEMPT)
    life.at(purchase, next_at, bring)


def _take_back(life: Life, purchase: Purchase, reason: str, fate: Fate) -> None:
    life.ask(purchase.shop.caller, f"{purchase.path}/return-to-seller", reason_code=reason)
    life.ends(purchase, fate)


def _spoils(purchase: Purchase) -> bool:
    return any(good.perishable for good, _ in purchase.lines)


def _hand_over(life: Life, purchase: Purchase) -> None:
    """Give the goods for the cash, under the code, or to whoever opens the door."""
    key, chance = f"{purchase.key} {purchase.attempts}", life.luck("door", purchase.key)
    order = purchase.buyer.caller.get(purchase.path)
    refused = _refused(life, purchase, order, key)
    due = _due(purchase, order, refused)
    coded = purchase.fetched or life.does(_WITH_CODE, "coded", purchase.key)
    mistyped = life.happens(purchase.seller.mistypes, "mistypes", key)
    purchase.handover_id = _uuid(life, "handover", key)
    body: dict[str, Any] = {
        "handover_id": purchase.handover_id,
        "cash_idr": _typed(chance, due) if mistyped else due,
        "refused": refused,
    }
    code = str(order["handover_code"])
    wrong_first = coded and life.happens(_WRONG_CODE, "code", key)
    if wrong_first:
        said = "000000" if code != "000000" else "111111"
        _told(life, purchase, {**body, "handover_id": _uuid(life, "wrong", key), "code": said})
    with_whom = {"code": code} if coded else {"recipient_kind": chance.choice(_WITHOUT)}
    if _told(life, purchase, body | with_whom) is None:
        life.ends(purchase, Fate.NOT_AT_HOME)
        return
    _note(life, purchase, coded=coded, wrong_first=wrong_first, refused=bool(refused))
    if refused:
        life.kept[purchase.buyer.member.login] -= purchase.due_idr - due
    aftermath.follow(life, purchase, coded=coded, mistyped=mistyped, due_idr=due)


def _told(life: Life, purchase: Purchase, body: dict[str, Any]) -> dict[str, Any] | None:
    answer = life.ask(purchase.shop.caller, f"{purchase.path}/handover", **body)
    if answer is not None and not answer["accepted"]:
        life.refused[answer["code"]] += 1
    return answer


def _note(life: Life, purchase: Purchase, *, coded: bool, wrong_first: bool, refused: bool) -> None:
    if purchase.attempts > 1:
        life.also(Extra.SECOND_ATTEMPT)
    if in_may(life):
        life.bought(Fate.PAID_IN_MAY)
    elif refused:
        life.bought(Fate.PARTLY_REFUSED)
    elif purchase.fetched:
        life.bought(Fate.PICKED_UP)
    elif wrong_first:
        life.bought(Fate.WRONG_CODE_FIRST)
    else:
        life.bought(Fate.COMPLETED if coded else Fate.WITHOUT_CODE)


def _refused(
    life: Life, purchase: Purchase, order: dict[str, Any], key: str
) -> list[dict[str, Any]]:
    """Leave one piece of something fresh with the seller, now and then."""
    several = [one for one in order["lines"] if one["perishable"] and one["quantity"] > 1]
    if purchase.fetched or not several or not life.happens(_REFUSED_PARTLY, "partly", key):
        return []
    return [
        {
            "line_id": several[0]["line_id"],
            "quantity": 1,
            "code": "spoiled",
            "disposition": "spoiled",
        }
    ]


def _due(purchase: Purchase, order: dict[str, Any], refused: list[dict[str, Any]]) -> int:
    if not refused:
        return purchase.due_idr
    lines = {one["line_id"]: one for one in order["lines"]}
    less: int = sum(lines[one["line_id"]]["unit_price_idr"] * one["quantity"] for one in refused)
    return (purchase.goods_idr + purchase.fee_idr - less) // 100 * 100


def _typed(chance: Random, due_idr: int) -> int:
    """Return the sum as tired fingers write it: one digit is another."""
    return min(9 * due_idr, due_idr + chance.choice((900, 9_000, 90_000)))


def _uuid(life: Life, *what: str) -> str:
    return str(UUID(int=life.luck(*what).getrandbits(128), version=4))
