"""Where a month's turnover was made, and how much of it was for staples."""

from typing import Any

from compliance_service import MARCH, MARCH_10, MARCH_BEGINS, STAFF, City

from kernel.adapters.rebuild import differences_own

LOWOKWARU, SUKUN = "35.73.05.1011", "35.73.04.1005"


def asked(city: City, **more: Any) -> dict[str, Any]:
    given = {"institution_id": city.institution_id, "period": MARCH} | more
    return city.ask("turnover_places", city.officer("auditor"), **given)


def lived_in(city: City) -> list[str]:
    members = city.enrol(*STAFF)
    city.enact()
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    return members


def test_turnover_is_told_by_the_sellers_kelurahan_with_its_staples(city: City) -> None:
    budi, sri, _ = lived_in(city)
    city.buy(budi, "order-1", merchant_kelurahan_code=SUKUN)
    city.buy(sri, "order-2", merchant_kelurahan_code=LOWOKWARU)
    city.buy(sri, "order-3", merchant_kelurahan_code=LOWOKWARU)
    city.buy(None, "order-4", merchant_kelurahan_code=SUKUN)

    first = asked(city, limit=1)
    rest = asked(city, cursor=first["next_cursor"])

    spread = city.ask(
        "turnover", city.officer("auditor"), institution_id=city.institution_id, period=MARCH
    )
    shown = {one["kelurahan_code"]: one["spends"] for one in first["items"] + rest["items"]}
    assert shown == {SUKUN: 1, LOWOKWARU: 2}
    assert rest["next_cursor"] is None
    assert first["totals"] == rest["totals"]
    assert first["totals"]["goods_idr"] == spread["total_idr"]
    assert 0 < first["totals"]["staple_idr"] <= first["totals"]["goods_idr"]
    assert first["of_others"]["spends"] == 1


def test_what_went_back_is_taken_off_where_it_was_sold(city: City) -> None:
    budi, *_ = lived_in(city)
    city.buy(budi, "order-1", merchant_kelurahan_code=SUKUN)

    city.hear("payments", city.refunded("order-1"))

    [place] = asked(city)["items"]
    assert (place["kelurahan_code"], place["goods_idr"], place["staple_idr"]) == (SUKUN, 0, 0)
    [projection] = [one for one in city.definition.projections if one.name == "place_months"]
    assert differences_own(city.database, projection, city.definition.codec) == 0
