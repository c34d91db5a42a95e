"""What sellers and the city do besides orders: goods come in, prices move, shops close."""

from collections.abc import Callable
from datetime import date, datetime, time as clock_time, timedelta
from functools import partial

from kernel.domain.wib import at_local
from malpro_embedded.application.agenda import Lane
from malpro_embedded.application.life import Life
from malpro_embedded.application.people import Shop
from malpro_embedded.application.registering import members_csv, receive
from malpro_embedded.domain.cast import Good
from malpro_embedded.domain.days import FIRST

_MARKET_DAYS = tuple(FIRST + timedelta(days=number) for number in range(1, 34, 3))
_MARKET_TIME = clock_time(5)
_PRICE_DAYS = tuple(FIRST + timedelta(days=number) for number in (1, 4, 7, 12, 14, 19, 23, 27))
_PRICE_SHARE = 0.035
_PRICES_AT = clock_time(11)
_PAUSED, _TRANSFERRED = 0.03, 0.005
_SUSPENDED_ON, _MOVED_ON = date(2026, 4, 20), date(2026, 4, 16)


def begin(life: Life) -> None:
    """Put everything on the shelf, and plan what happens to it."""
    now = life.town.now()
    for shop in life.people.shops:
        for good in shop.seller.goods:
            life.shelf.price(shop.products[good.name], now, good.price_idr)
            life.shelf.left[shop.products[good.name]] = good.stock
    for day in _MARKET_DAYS:
        _plan(life, at_local(day, _MARKET_TIME), "market", _go_to_market)
    for day in _PRICE_DAYS:
        _plan(life, at_local(day, _PRICES_AT), "prices", _change_prices)
    _plan(life, at_local(_SUSPENDED_ON, clock_time(13)), "suspended", _suspend)
    _plan(life, at_local(_MOVED_ON, clock_time(10)), "moved", _transfer)
    _plan_pauses(life)


def _plan(life: Life, instant: datetime, key: str, act: Callable[[Life], None]) -> None:
    life.plan(instant, key, partial(act, life), Lane.STOCK)


def _go_to_market(life: Life) -> None:
    """Fill up what is low, before the shops open."""
    low = [
        (shop, good)
        for shop in life.people.shops
        for good in shop.seller.goods
        if good.weekly and life.shelf.left[shop.products[good.name]] < good.stock // 2
    ]
    life.together([partial(_fill_up, life, shop, good) for shop, good in low])


def _fill_up(life: Life, shop: Shop, good: Good) -> None:
    receive(shop, good.name, good.weekly)
    life.shelf.left[shop.products[good.name]] += good.weekly


def _change_prices(life: Life) -> None:
    """Let a few goods without a ceiling become dearer or cheaper."""
    today = life.town.now().isoformat()
    changed = [
        (shop, good)
        for shop in life.people.shops
        for good in shop.seller.goods
        if not good.commodity_code
        and life.luck("price", today, shop.seller.login, good.name).random()
        < _PRICE_SHARE * life.cast.mishaps
    ]
    life.together([partial(_change_price, life, shop, good) for shop, good in changed])


def _change_price(life: Life, shop: Shop, good: Good) -> None:
    product_id = shop.products[good.name]
    was = life.shelf.newest(product_id)
    chance = life.luck("new price", life.town.now().isoformat(), shop.seller.login, good.name)
    now_idr = was + chance.choice((-500, 500, 1_000, 1_500))
    shop.caller.post(
        f"/v1/products/{product_id}/prices", {"new_price_idr": now_idr, "reason_code": "cost"}
    )
    life.shelf.price(product_id, life.town.now(), now_idr)


def _plan_pauses(life: Life) -> None:
    """Let a few sellers close for three days; they say so, and nobody is disappointed."""
    for shop in life.people.shops:
        chance = life.luck("pause", shop.seller.login)
        rush = life.cast.rush
        if chance.random() < _PAUSED and not (rush and shop.seller.login == rush.login):
            start = at_local(date(2026, 4, chance.randint(6, 24)), clock_time(6))
            key = f"pause {shop.seller.login}"
            life.plan(start, key, partial(_pause, life, shop, start), Lane.STOCK)


def _pause(life: Life, shop: Shop, start: datetime) -> None:
    until = start + timedelta(days=3)
    shop.caller.post(
        f"/v1/merchants/{shop.merchant_id}/pause",
        {"until": until.isoformat(), "reason_code": "mourning"},
    )
    life.away.add(shop.merchant_id)
    key = f"again {shop.seller.login}"
    life.plan(until, key, partial(life.away.discard, shop.merchant_id), Lane.STOCK)


def _suspend(life: Life) -> None:
    """Suspend one seller about whom people have complained, with her open orders."""
    rush = life.cast.rush
    shops = [one for one in life.people.shops if not (rush and one.seller.login == rush.login)]
    shop = max(shops[len(shops) // 2 :], key=lambda one: (one.seller.pull, one.seller.login))
    life.people.officers["catalog_officer"].post(
        f"/v1/merchants/{shop.merchant_id}/suspension",
        {
            "reason_code": "complaint",
            "open_orders_rule": "cancel",
            "authority_ref": "500.2/118/35.73.310/2026",
        },
    )
    life.away.add(shop.merchant_id)


def _transfer(life: Life) -> None:
    """Let a few members move to another agency in the middle of the month."""
    codes = [one.code for one in life.cast.agencies]
    moved = []
    for number, member in enumerate(life.cast.members):
        chance = life.luck("moves", member.login)
        if number and member.tpp_eligible and chance.random() < _TRANSFERRED * life.cast.mishaps:
            row = members_csv((member,)).splitlines()[1].split(",")
            row[2] = chance.choice([code for code in codes if code != member.agency_code])
            moved.append(",".join(row))
    if moved:
        life.people.officers["hr_officer"].post(
            "/v1/member-imports",
            {
                "institution_id": life.people.institution_id,
                "as_of": _MOVED_ON.isoformat(),
                "mode": "delta",
                "csv": "\n".join((members_csv().strip(), *moved)) + "\n",
            },
        )
