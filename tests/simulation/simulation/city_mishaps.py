"""What happens beside the orders: new prices, new goods, sellers away, a new rule, people move."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from malpro_embedded.domain.few import FEW
from simulation.city_opening import MEMBERS, Opening
from simulation.city_town import Shop, Town
from simulation.model_books import Seal, sealed

_HOUR = timedelta(hours=1)


def plan(town: Town, opening: Opening, start: datetime) -> None:
    """Let all of it happen at its time, some of it only in some seeds."""
    luck = town.chance("mishaps")

    def at(hours: float, name: str, act: Callable[[], object]) -> None:
        def life() -> None:
            town.sleep_until(start + hours * _HOUR)
            act()

        town.world.spawn(name, life)

    for number, shop in enumerate(town.shops):
        at(luck.uniform(3, 90), f"price {number}", partial(_reprice, town, shop))
        at(luck.uniform(20, 100), f"stock {number}", partial(_restock, town, shop))
    at(luck.uniform(5, 30), "new rule", partial(_new_rule, opening))
    at(luck.uniform(24, 80), "roster", partial(_move, town, opening))
    away = luck.choice(town.shops[2:])
    at(luck.uniform(26, 74), "suspension", partial(_suspend, town, away))
    closed = town.shops[0]
    at(luck.uniform(20, 60), "pause", partial(_pause, town, closed))
    at(luck.uniform(10, 60), "take-down", partial(_take_down, town, town.shops[1]))
    for hours in (12.0, 60.0, 200.0, 320.0):
        at(hours, "auditor", partial(_seal, town))
    for _ in range(2):
        at(luck.uniform(275, 300), "close", partial(_close, town))


def _reprice(town: Town, shop: Shop) -> None:
    luck = town.chance("price", shop.merchant_id)
    for good in luck.sample(shop.goods, 1):
        new = good.price_idr + luck.choice((-1_000, 500, 1_250))
        shop.person.ask("catalog", "change_price", product_id=good.product_id, new_price_idr=new)


def _restock(town: Town, shop: Shop) -> None:
    luck = town.chance("restock", shop.merchant_id)
    for good in shop.goods:
        if good.scarce:
            more = {"product_id": good.product_id, "quantity": luck.randint(1, 4)}
            shop.person.ask("catalog", "receive_stock", **more)
    good = shop.goods[-1]
    less = {"quantity_delta": -luck.randint(1, 3), "reason_code": "count"}
    shop.person.ask("catalog", "adjust_stock", product_id=good.product_id, **less)


def _new_rule(opening: Opening) -> None:
    luck = opening.town.chance("rule")
    opening.enact(
        {
            "kind": "flat",
            "flat_idr": 150_000,
            "counting_basis": luck.choice(("placed", "delivered", "collected")),
            "delivery_fee_counts": luck.choice((False, True)),
            "cut_off_working_days": 3,
        },
        effective_from="2026-05-01",
    )


def _move(town: Town, opening: Opening) -> None:
    """One member works elsewhere now, another earns more, and one leaves."""
    moved = replace(FEW.members[0], agency_code=FEW.agencies[1].code)
    raised = replace(FEW.members[1], tpp_ceiling_idr=9_000_000)
    opening.import_members((moved, raised), as_of="2026-04-28", mode="delta")
    leaver = town.buyers[MEMBERS - 1]
    town.officer("hr_officer").ask(
        "compliance",
        "record_departure",
        institution_id=town.institution_id,
        membership_id=leaver.membership_id,
        reason="retired",
        valid_to="2026-04-29",
    )


def _suspend(town: Town, shop: Shop) -> None:
    luck = town.chance("suspension")
    officer, whom = town.officer("catalog_officer"), {"merchant_id": shop.merchant_id}
    officer.ask(
        "catalog",
        "suspend_merchant",
        **whom,
        reason_code="complaint",
        open_orders_rule=luck.choice(("finish", "cancel")),
    )
    town.world.sleep(luck.uniform(2, 30) * 3_600)
    if luck.random() < 0.7:
        officer.ask("catalog", "reinstate_merchant", **whom)


def _pause(town: Town, shop: Shop) -> None:
    whom = {"merchant_id": shop.merchant_id}
    shop.person.ask("catalog", "pause_merchant", **whom)
    town.world.sleep(town.chance("pause").uniform(1, 10) * 3_600)
    shop.person.ask("catalog", "resume_merchant", **whom)


def _take_down(town: Town, shop: Shop) -> None:
    officer, good = town.officer("catalog_officer"), shop.goods[0]
    what = {"product_id": good.product_id}
    officer.ask("catalog", "block_product", **what, reason_code="misleading", may_relist=True)
    town.world.sleep(town.chance("take-down").uniform(1, 8) * 3_600)
    officer.ask("catalog", "unblock_product", **what)
    shop.person.ask("catalog", "relist_product", **what)


def _seal(town: Town) -> None:
    """Let an auditor note what he has read; it must never read otherwise."""
    for service in town.world.services:
        stored = town.world.stored(service)
        told = [(one.position, one.event_id, one.data) for one in stored]
        town.seals.append(Seal(service=service, events=len(told), sha256=sealed(told)))


def _close(town: Town) -> None:
    told = {"institution_id": town.institution_id, "period": "2026-04"}
    town.officer("policy_officer").ask("compliance", "close_period", **told)
