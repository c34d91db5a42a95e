"""One representative history of a city: people, rules, purchases of all fates, a month closed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from compliance_memory import rows_of
from compliance_service import BUDI, DEWI, MARCH, MARCH_10, MARCH_BEGINS, SRI, STAFF, TONO, City

from compliance.adapters.tables import periods
from compliance.application.foreign import (
    CollectionClaimed,
    CollectionConfirmed,
    CollectionCorrected,
    CollectionDisputed,
    OrderCancelled,
    OrderExpired,
    ReturnAccepted,
)


def live(city: City) -> None:
    """Live a month with everything in it: people, purchases of all fates, and what comes late."""
    budi, sri, tono = city.enrol(*STAFF)
    city.enact(staple_min_bp=2_000, consequences=CONSEQUENCES)
    city.clock.move_to(MARCH_BEGINS - timedelta(hours=1))
    city.buy(budi, "order-early")
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    _buy_all_ways(city, budi, sri, tono)
    _change_people(city, budi)
    _change_rule(city)
    _close(city)
    _hear_late(city, budi)


NEW_NUMBER = "198503172026211005"
CONSEQUENCES = {
    "rewards": [{"code": "gold", "from_bp": 10_000}],
    "notice": True,
    "recommend_below_bp": 5_000,
}


def _buy_all_ways(city: City, budi: str, sri: str, tono: str) -> None:
    city.buy(budi, "order-1")
    city.buy(budi, "order-2", related_party="same_household")
    city.buy(tono, "order-3")
    city.buy(None, "order-4")
    half = {"amount_received_idr": 110_000, "goods_idr": 100_000, "remaining_due_idr": 100_000}
    city.hear("payments", city.paid("order-5", **half))
    city.hear("orders", city.placed("order-5", sri), city.delivered("order-5"))
    city.hear("orders", city.placed("order-6", sri), city.placed("order-7", sri))
    city.hear("orders", OrderCancelled(order_id="order-6", fault="seller"))
    city.hear("orders", OrderExpired(order_id="order-7", fault="buyer"))
    city.buy(sri, "order-8")
    city.hear("orders", returned("order-8"))
    back = {"amount_idr": 50_000, "goods_idr": 50_000, "delivery_fee_idr": 0}
    city.hear("payments", city.refunded("order-8", return_id="return-1", **back))
    city.buy(budi, "order-9")
    city.hear("payments", disputed("order-9"), corrected(city, "order-9"))
    city.hear("orders", city.placed("order-10", budi))
    city.hear_all_again()


def returned(order_id: str) -> ReturnAccepted:
    return ReturnAccepted(
        order_id=order_id,
        return_id="return-1",
        goods_refund_idr=50_000,
        staple_refund_idr=50_000,
        fee_refund_idr=0,
    )


def disputed(order_id: str) -> CollectionDisputed:
    return CollectionDisputed(
        order_id=order_id,
        dispute_id="dispute-1",
        collection_id=f"collection-of-{order_id}",
        buyer_says_idr=200_000,
        seller_says_idr=210_000,
        reason_code="wrong_amount",
    )


def talked_of(city: City) -> tuple[CollectionClaimed, CollectionConfirmed]:
    deadline = city.clock.now() + timedelta(days=2)
    claimed = CollectionClaimed(
        order_id="order-10", claim_id="claim-1", amount_idr=210_000, deadline=deadline
    )
    confirmed = CollectionConfirmed(
        order_id="order-10",
        collection_id="collection-of-order-10",
        by="buyer",
        amount_idr=210_000,
    )
    return claimed, confirmed


def corrected(city: City, order_id: str) -> CollectionCorrected:
    return CollectionCorrected(
        payment_id=f"payment-of-{order_id}",
        order_id=order_id,
        correction_id="correction-1",
        collection_id=f"collection-of-{order_id}",
        goods_delta_idr=-10_000,
        delivery_fee_delta_idr=0,
        rounding_delta_idr=0,
        overage_delta_idr=0,
        remaining_due_idr=10_000,
        original_collected_at=city.clock.now(),
        corrected_at=city.clock.now(),
    )


def _change_people(city: City, budi: str) -> None:
    hr, home = city.officer("hr_officer"), {"institution_id": city.institution_id}
    city.enrol(replace(SRI, agency="DINKOP"), DEWI, mode="delta", as_of="2026-03-09")
    bad = city.import_payload(replace(TONO, agency="MOON"))
    assert city.done("import_members", hr, **bad)["refused"] == 1
    below, above = city.agencies["BKAD"], city.agencies["DINKOP"]
    moving = {"agency_id": below, "parent_agency_id": above, "valid_from": "2026-06-01"}
    city.done("move_agency", hr, **home, **moving)
    city.done("close_agency", hr, **home, agency_id=below, valid_to="2026-12-31")
    identity = {
        "membership_id": budi,
        "employee_number": NEW_NUMBER,
        "identity_kind": "pppk",
        "cause": "new_contract",
        "valid_from": "2026-03-11",
        "requested_by_id": "a-clerk",
    }
    city.done("change_member_identity", hr, **home, **identity)


def _change_rule(city: City) -> None:
    payload = city.policy_payload(city_rule(), effective_from="2026-04-01")
    del payload["drafted_by_id"]
    officer = city.officer("policy_officer")
    drafts = [city.done("draft_policy", officer | {"command_id": one}, **payload) for one in "ab"]
    second = officer | {"actor_id": "a-second-officer"}
    home = {"institution_id": city.institution_id}
    city.done("approve_policy", second, **home, draft_id=drafts[0]["draft_id"])
    city.done("withdraw_policy_draft", officer, **home, draft_id=drafts[1]["draft_id"])
    city.done("repeal_policy", officer, **home, effective_to="2026-12-31", legal_basis="Perwali 2")


def city_rule() -> dict[str, Any]:
    return {"kind": "percent_of_tpp_ceiling", "percent_bp": 2_000, "floor_idr": 50_000}


def _close(city: City) -> None:
    [month] = [one for one in rows_of(city, periods) if one["period"] == MARCH]
    after = month["cut_off_at"] + timedelta(minutes=2)
    city.move_to(after)
    city.caught_up(after)
    city.move_to(after + timedelta(minutes=5))
    assert city.close_month()["status"] == "closed"


def _hear_late(city: City, budi: str) -> None:
    """After the close: money that goes back, money that comes too late, a member who had left."""
    city.hear("payments", city.refunded("order-1"))
    city.hear("payments", city.paid("order-10"))
    city.hear("orders", city.delivered("order-10"))
    city.hear("payments", *talked_of(city))
    hr, home = city.officer("hr_officer"), {"institution_id": city.institution_id}
    leaving = {"membership_id": budi, "reason": "retired", "valid_to": "2026-03-20"}
    city.done("record_departure", hr, **home, **leaving)
    city.enrol(replace(BUDI, number=NEW_NUMBER, kind="pppk"), mode="delta", as_of="2026-04-01")
    city.hear_all_again()
