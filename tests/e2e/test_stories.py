"""April in Malang, as people live it: each story through HTTP, on a clock that the test moves.

The stories share one town and follow one another in its time, but none needs another.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from e2e_stage import stage
from e2e_story import Told, as_local

from malpro_embedded.application.closing import close_month
from malpro_embedded.application.opening import Buyer, Shop, members_csv
from malpro_embedded.application.ports import ApiProblem

START = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    with stage(tmp_path_factory.mktemp("april"), START) as (clock, people):
        yield Told(clock, people)


def test_the_day_of_a_buyer(town: Told) -> None:
    town.at("2026-04-01 09:00")
    ratna, siti = town.buyer("ratna"), town.shop("siti")
    before = town.duty(ratna)

    found = town.people.public.get(
        "/v1/products",
        q="beras",
        open_now="true",
        delivers_to=ratna.member.kelurahan_code,
        staple="true",
    )
    rice = siti.products["Beras medium 5 kg"]
    assert rice in [one["product_id"] for one in found["items"]]
    order_id = town.buys(ratna, {rice: 2})

    order = ratna.caller.get(f"/v1/orders/{order_id}")
    assert order["status"] == "confirmed"
    assert [as_local(one["at"]) for one in order["deadlines"]] == ["2026-04-01 13:00"]
    assert town.duty(ratna)["pending_idr"] == before["pending_idr"] + 132_000
    town.delivered(siti, ratna, order_id)

    duty = town.duty(ratna)
    assert duty["credited_idr"] == before["credited_idr"] + 132_000
    assert duty["pending_idr"] == before["pending_idr"]
    assert order_id in [one["order_id"] for one in duty["credits"]]
    story = [one["what"] for one in ratna.caller.get(f"/v1/orders/{order_id}")["timeline"]]
    assert [one for one in story if one.startswith("order_")] == [
        "order_placed",
        "order_confirmed",
        "order_accepted",
        "order_dispatched",
        "order_delivered",
        "order_completed",
    ]


def test_a_late_night_order_before_a_holiday(town: Told) -> None:
    """Good Friday is the third of April: the seller has until Saturday noon, not Friday noon."""
    town.at("2026-04-02 22:00")
    hendra, bambang = town.buyer("hendra"), town.shop("bambang")
    rice = bambang.products["Beras premium 5 kg"]
    lost_before = town.duty(hendra)["lost_to_seller_idr"]

    kept, forgotten = (town.buys(hendra, {rice: 1}) for _ in range(2))

    for order_id in (kept, forgotten):
        order = hendra.caller.get(f"/v1/orders/{order_id}")
        assert as_local(order["deadlines"][0]["at"]) == "2026-04-04 12:00"
        assert order["deadlines"][0]["waits_for"] == "seller"
    town.at("2026-04-04 09:00")
    town.delivered(bambang, hendra, kept)
    town.at("2026-04-04 12:01")
    order = hendra.caller.get(f"/v1/orders/{forgotten}")
    assert (order["status"], order["fault"], order["stage"]) == ("expired", "seller", "acceptance")
    assert town.duty(hendra)["lost_to_seller_idr"] == lost_before + 74_300


def test_a_farmer_whom_an_officer_helps(town: Told) -> None:
    """An officer registers him and lists his harvest; he accepts and delivers himself."""
    town.at("2026-04-06 08:30")
    lilis, public = town.buyer("lilis"), town.people.public
    account = {"login": "pak.slamet", "password": "panen-raya-2026"}
    account_id = public.post("/v1/accounts", account | {"roles": ["merchant"]})["account_id"]
    farmer = public.with_token(public.post("/v1/tokens", account)["access_token"])
    on_behalf = {"on_behalf_of_id": account_id, "authority_ref": "500.6/77/35.73.405/2026"}

    merchant_id = registered_farm(town, lilis.member.kelurahan_code, on_behalf)
    corn = listed_harvest(town, merchant_id, on_behalf)
    order_id = town.buys(lilis, {corn: 5}, fee_idr=2_000)
    town.do(farmer, f"/v1/orders/{order_id}/acceptance")
    town.do(farmer, f"/v1/orders/{order_id}/dispatch")
    order = lilis.caller.get(f"/v1/orders/{order_id}")
    handover = {"handover_id": merchant_id, "cash_idr": 47_000, "code": order["handover_code"]}
    town.do(farmer, f"/v1/orders/{order_id}/handover", **handover)

    assert lilis.caller.get(f"/v1/orders/{order_id}")["status"] == "completed"
    assert farmer.get(f"/v1/products/{corn}/stock")["available"] == 25
    assert lilis.caller.get("/v1/merchants/" + merchant_id)["merchant_kind"] == "farmer"


def registered_farm(town: Told, kelurahan_code: str, on_behalf: dict[str, str]) -> str:
    """Register and verify a farm that has no NIB yet: an officer gives it until June."""
    officer = town.officer("catalog_officer")
    merchant_id = str(
        town.do(
            officer,
            "/v1/merchants",
            trade_name="Kebun Pak Slamet",
            phone="081333000199",
            business_kelurahan_code="35.73.03.1004",
            merchant_kind="farmer",
            supervising_department="dispangtan",
            delivery={
                "delivers": True,
                "delivery_area": [{"kelurahan_code": kelurahan_code, "fee_idr": 2_000}],
                "pickup_at_stall": True,
            },
            **on_behalf,
        )["merchant_id"]
    )
    judged = {"checks": [{"check": "location", "result": "pass"}]}
    with pytest.raises(ApiProblem, match="nib_missing"):
        town.do(officer, f"/v1/merchants/{merchant_id}/verification", **judged)
    grace = judged | {"nib_grace_until": "2026-06-30"}
    town.do(officer, f"/v1/merchants/{merchant_id}/verification", **grace)
    return merchant_id


def listed_harvest(town: Told, merchant_id: str, on_behalf: dict[str, str]) -> str:
    """List thirty kilograms of maize in the farmer's name."""
    officer = town.officer("catalog_officer")
    corn = str(
        town.do(
            officer,
            "/v1/products",
            merchant_id=merchant_id,
            name="Jagung manis 1 kg",
            category_code="vegetables",
            base_unit="g",
            pack_content_base=1_000,
            price_idr=9_000,
            goods_origin="own_harvest",
            perishable=True,
            **on_behalf,
        )["product_id"]
    )
    town.do(
        officer,
        f"/v1/products/{corn}/stock-receipts",
        quantity=30,
        source="harvest",
        harvested_on="2026-04-06",
        expires_on="2026-04-10",
        lot_code="PANEN-0604",
        **on_behalf,
    )
    return corn


def test_a_parcel_that_is_refused(town: Told) -> None:
    """One packet is torn and stays with the seller; a second parcel finds nobody and goes back."""
    town.at("2026-04-07 09:00")
    agus, wati = town.buyer("agus"), town.shop("wati")
    milk = wati.products["Susu pasteurisasi 1 liter"]
    stock = town.available(wati, milk)
    credited = town.duty(agus)["credited_idr"]

    torn = town.buys(agus, {milk: 3}, fee_idr=3_000)
    town.sets_out(wati, torn)
    order = agus.caller.get(f"/v1/orders/{torn}")
    [line] = order["lines"]
    refused = {
        "line_id": line["line_id"],
        "quantity": 1,
        "code": "damaged",
        "disposition": "spoiled",
    }
    town.hands_over(wati, torn, 46_000, code=order["handover_code"], refused=[refused])

    order = agus.caller.get(f"/v1/orders/{torn}")
    assert order["status"] == "completed"
    assert order["money"]["paid_idr"] == 46_000
    assert town.duty(agus)["credited_idr"] == credited + 43_000
    payment = agus.caller.get(f"/v1/orders/{torn}/payment")
    assert (payment["remaining_due_idr"], payment["received_idr"]) == (0, 46_000)
    assert town.available(wati, milk) == stock - 3

    nobody = town.buys(agus, {milk: 2}, fee_idr=3_000)
    town.sets_out(wati, nobody)
    town.do(
        wati.caller,
        f"/v1/orders/{nobody}/failed-attempts",
        attempt_no=1,
        reason_code="buyer_absent",
    )
    town.do(wati.caller, f"/v1/orders/{nobody}/return-to-seller", reason_code="buyer_absent")

    order = agus.caller.get(f"/v1/orders/{nobody}")
    assert (order["status"], order["fault"]) == ("returned_to_seller", "buyer")
    assert town.available(wati, milk) == stock - 3
    assert town.duty(agus)["credited_idr"] == credited + 43_000
    assert agus.caller.get(f"/v1/orders/{nobody}/payment")["status"] == "cancelled"


def test_disputed_cash_is_put_right_by_a_second_person(town: Told) -> None:
    """Rp660,000 typed for Rp66,000: once the buyer objects, once the seller notices herself."""
    town.at("2026-04-08 09:00")
    lilis, siti = town.buyer("lilis"), town.shop("siti")
    rice = siti.products["Beras medium 5 kg"]
    credited = town.duty(lilis)["credited_idr"]

    objected = town.buys(lilis, {rice: 1})
    town.sets_out(siti, objected)
    taken = town.hands_over(siti, objected, 660_000, recipient_kind="security")
    payment = payment_path(lilis, objected)
    wrong = {"amount_idr": 66_000, "reason_code": "wrong_amount"}
    disputed = town.do(lilis.caller, f"{payment}/collections/{taken}/dispute", **wrong)
    assert lilis.caller.get(f"/v1/orders/{objected}")["money"]["in_dispute"]
    town.do(
        town.officer("catalog_officer"),
        f"{payment}/disputes/{disputed['dispute_id']}/resolution",
        decision="buyer",
        authority_ref="500.2/31/35.73.310/2026",
    )
    assert paid(lilis, objected) == ("completed", 66_000)

    noticed = town.buys(lilis, {rice: 1})
    town.sets_out(siti, noticed)
    code = lilis.caller.get(f"/v1/orders/{noticed}")["handover_code"]
    taken = town.hands_over(siti, noticed, 660_000, code=code)
    payment = payment_path(lilis, noticed)
    correction = {"correction_id": str(uuid4()), "collection_id": taken, "right_idr": 66_000}
    town.do(siti.caller, f"{payment}/corrections", **correction, reason_code="typing")
    decision = f"{payment}/corrections/{correction['correction_id']}/decision"
    with pytest.raises(ApiProblem, match="403"):
        town.do(siti.caller, decision, approve=True)
    town.do(lilis.caller, decision, approve=True)
    assert paid(lilis, noticed) == ("completed", 66_000)

    assert town.duty(lilis)["credited_idr"] == credited + 2 * 66_000
    ledger = town.officer("finance").get("/v1/finance/ledger")
    assert ledger["platform_revenue_idr"] == 0
    assert ledger["totals"]["balance_idr"] == 0


def test_a_member_who_changes_agency_in_mid_month(town: Told) -> None:
    """From the sixteenth on he works elsewhere: the duty goes with him, what he bought too."""
    town.at("2026-04-16 10:00")
    dodik, bambang = town.buyer("dodik"), town.shop("bambang")
    rice = bambang.products["Beras premium 5 kg"]
    town.delivered(bambang, dodik, town.buys(dodik, {rice: 1}))
    before, old, new = town.duty(dodik), town.agency("KEC-KLOJEN"), town.agency("DISPANGTAN")
    assert before["agency_id"] == old
    members = {key: town.summary(key)["own"]["members"] for key in (old, new)}

    member = dodik.member
    row = (
        f"{member.employee_number},{member.name},DISPANGTAN,{member.identity_kind},active,,,,true,"
        f"{member.tpp_ceiling_idr}"
    )
    town.do(
        town.officer("hr_officer"),
        "/v1/member-imports",
        institution_id=town.people.institution_id,
        as_of="2026-04-16",
        mode="delta",
        csv=f"{members_csv().splitlines()[0]}\n{row}\n",
    )

    after = town.duty(dodik)
    assert after["agency_id"] == new
    assert [one["cause"] for one in after["adjustments"]] == ["transfer"]
    same = ("target_idr", "credited_idr", "shortfall_idr")
    assert [after[name] for name in same] == [before[name] for name in same]
    moved = {key: town.summary(key)["own"]["members"] for key in (old, new)}
    assert moved == {old: members[old] - 1, new: members[new] + 1}


def test_a_return_after_the_month_is_closed(town: Told) -> None:
    """Ordered in April, handed over on the day of the cut-off, given back once all is closed."""
    town.at("2026-04-30 15:30")
    yuli, endang = town.buyer("yuli"), town.shop("endang")
    sugar = endang.products["Gula kelapa 500 g"]
    credited = town.duty(yuli)["credited_idr"]
    order_id = town.buys(yuli, {sugar: 5}, fee_idr=4_000)
    town.do(endang.caller, f"/v1/orders/{order_id}/acceptance")
    town.at("2026-05-02 15:00")
    town.do(endang.caller, f"/v1/orders/{order_id}/dispatch")
    town.at("2026-05-05 10:00")
    town.do(
        endang.caller,
        f"/v1/orders/{order_id}/failed-attempts",
        attempt_no=1,
        reason_code="buyer_absent",
        next_attempt_at="2026-05-08T09:00:00+07:00",
    )
    town.at("2026-05-08 09:30")
    order = yuli.caller.get(f"/v1/orders/{order_id}")
    town.hands_over(endang, order_id, 64_000, code=order["handover_code"])
    closed = close_month(town.people, town.stage)
    duty = town.duty(yuli)
    assert (closed["status"], duty["credited_idr"]) == ("closed", credited + 60_000)

    town.at("2026-05-11 09:00")
    give_back(town, yuli, endang, order_id)

    after = town.duty(yuli)
    assert after["credited_idr"] == credited
    assert after["shortfall_idr"] == max(0, after["target_idr"] - credited)
    officer, whose = town.officer("policy_officer"), {"institution_id": town.people.institution_id}
    assert officer.get("/v1/periods/2026-04", **whose)["totals"] == closed["totals"]
    assert officer.get("/v1/periods/2026-04/recomputation", **whose)["differences"] == 0


def give_back(town: Told, buyer: Buyer, shop: Shop, order_id: str) -> None:
    """Return everything against all of the price, in cash, and confirm that it came back."""
    order, return_id = buyer.caller.get(f"/v1/orders/{order_id}"), str(uuid4())
    town.do(
        buyer.caller,
        f"/v1/orders/{order_id}/returns",
        return_id=return_id,
        lines=[{"line_id": one["line_id"], "quantity": one["quantity"]} for one in order["lines"]],
        reason_code="defective",
        wanted="refund",
    )
    back = f"/v1/orders/{order_id}/returns/{return_id}"
    town.do(shop.caller, f"{back}/acceptance", resolution="refund")
    town.do(shop.caller, f"{back}/receipt")
    [due] = buyer.caller.get(f"/v1/orders/{order_id}/payment")["refunds"]
    refunds = f"{payment_path(buyer, order_id)}/refunds"
    said = {"refund_id": due["refund_id"], "cause": "return", "amount_idr": due["amount_idr"]}
    town.do(shop.caller, refunds, **said)
    town.do(buyer.caller, f"{refunds}/{due['refund_id']}/confirmation")


def payment_path(buyer: Buyer, order_id: str) -> str:
    return f"/v1/payments/{buyer.caller.get(f'/v1/orders/{order_id}/payment')['payment_id']}"


def paid(buyer: Buyer, order_id: str) -> tuple[str, int]:
    order = buyer.caller.get(f"/v1/orders/{order_id}")
    return order["status"], order["money"]["paid_idr"]
