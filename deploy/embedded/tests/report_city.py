"""Answers of a whole invented city, consistent with each other, as the API would give them."""

import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from malpro_embedded.application.figures import Answers
from malpro_embedded.application.figures_chain import read_chain
from malpro_embedded.domain.places import BY_CODE
from malpro_embedded.domain.spread import gini_bp, lorenz_bp
from malpro_finance.domain.canonical import written
from malpro_finance.domain.chain import BEGINNING, hash_of

PERIOD = "2026-04"
CLOSED = "2026-05-08T17:02:00Z"
LATE = 3
Json = dict[str, Any]


def answers(*, sellers: int = 165, members: int = 700, payments: int = 300) -> Answers:
    """Return the answers; the same ones every time."""
    chance = random.Random(2026)
    shops = {f"s{number:03}": _department(number) for number in range(sellers)}
    lines = list(chained(_story(chance, list(shops)[: sellers * 4 // 5], payments)))
    goods = read_chain(lines).goods.get(PERIOD, {})
    obligations = [_obligation(chance, number) for number in range(members)]
    reversed_idr = sum(one["reversed_after_close_idr"] for one in obligations)
    places = _places(goods)
    turnover = sum(goods.values())
    tail = _last(lines)
    return Answers(
        period=_period(obligations, reversed_idr),
        outcomes=_outcomes(shops, goods, payments),
        neighbours=2,
        places=places,
        place_totals={"goods_idr": turnover, "staple_idr": turnover // 2, "spends": payments},
        others={"goods_idr": 0, "staple_idr": 0, "spends": 0},
        turnover=_turnover(list(goods.values())),
        obligations=obligations,
        agencies=_agencies(obligations),
        files=[
            {"kind": kind, "rows": 3, "control_total_idr": 900_000, "file_sha256": "ab" * 32}
            for kind in ("reward", "notice", "recommendation")
        ],
        days=_days(lines),
        ledger=_ledger(lines),
        head={"financeseq": len(lines), "position": len(lines), "hash": tail},
        lines=lines,
        sellers=shops,
    )


def orders_told(city: Answers) -> int:
    return int(city.outcomes["orders"]) + city.neighbours


def chained(events: Sequence[tuple[str, Json]]) -> Iterator[bytes]:
    """Chain these events as payments does."""
    before = BEGINNING
    for number, (type_, data) in enumerate(events, 1):
        fields = {
            "data": data,
            "financeseq": number,
            "prevhash": before,
            "time": f"{data['business_date']}T04:00:00Z",
            "type": f"payments.{type_}.v1",
        }
        before = hash_of(_in_order(fields))
        yield written(_in_order(fields | {"hash": before}))


def _in_order(fields: Json) -> Json:
    ordered: Json = json.loads(json.dumps(fields, sort_keys=True))
    return ordered


def _story(chance: random.Random, shops: Sequence[str], count: int) -> list[tuple[str, Json]]:
    """Goods are ordered, paid the same day, and a few go back after the close."""
    events = []
    for number in range(count):
        day = date(2026, 4, 1) + timedelta(days=int(chance.betavariate(1, 2) * 29))
        amount = chance.randrange(10, 400) * 1_000
        common = _common(number, chance.choice(shops), day)
        due = _entries(("buyer_receivable", amount), ("seller_payable", -amount))
        paid = _entries(
            ("seller_payable", amount),
            ("buyer_receivable", -amount),
            ("seller_direct", amount),
            ("seller_direct_contra", -amount),
        )
        split: Json = {"goods_idr": amount, "delivery_fee_idr": 0, "cash_rounding_idr": 0}
        events.append(("payment_due", common | {"amount_due_idr": amount, "entries": due}))
        split |= {"collected_at": f"{day}T04:00:00Z"}
        got = {"amount_received_idr": amount, "remaining_due_idr": 0, "overage_idr": 0}
        events.append(("payment_received", common | split | got | {"entries": paid}))
    for number in range(min(LATE, count)):
        events += _return(number, events[2 * number][1])
    return [*events, *(_correction(events[0][1]) if events else [])]


def _correction(paid_for: Json) -> list[tuple[str, Json]]:
    """It was two thousand less than was written down, and they are still to be paid."""
    common = _common(0, paid_for["merchant_id"], date(2026, 5, 12))
    entries = _entries(("buyer_receivable", 2_000), ("seller_direct", -2_000))
    deltas = {"goods_delta_idr": -2_000, "delivery_fee_delta_idr": 0, "rounding_delta_idr": 0}
    fields: Json = {"wrong_idr": 2_000, "right_idr": 0, "remaining_due_idr": 2_000}
    fields |= {"original_collected_at": f"{paid_for['business_date']}T04:00:00Z"}
    more = {"overage_delta_idr": 0, "entries": entries}
    return [("collection_corrected", common | deltas | fields | more)]


def _return(number: int, paid_for: Json) -> list[tuple[str, Json]]:
    common = _common(number, paid_for["merchant_id"], date(2026, 5, 12))
    due = _entries(("seller_payable", 5_000), ("refund_payable", -5_000))
    paid = _entries(("refund_payable", 5_000), ("seller_direct", -5_000))
    split: Json = {"goods_idr": 5_000, "delivery_fee_idr": 0, "rounding_idr": 0, "overage_idr": 0}
    split |= {"original_collected_at": f"{paid_for['business_date']}T04:00:00Z"}
    return [
        ("refund_due", common | {"amount_idr": 5_000, "entries": due}),
        ("payment_refunded", common | split | {"amount_idr": 5_000, "entries": paid}),
    ]


def _common(number: int, shop: str, day: date) -> Json:
    return {
        "payment_id": f"p{number}",
        "merchant_id": shop,
        "method": "cod",
        "provider": "cod",
        "custody_mode": "seller_collects",
        "business_date": day.isoformat(),
        "settlement_date": day.isoformat(),
    }


def _entries(*sums: tuple[str, int]) -> list[Json]:
    return [
        {"account": account, "debit_idr": max(one, 0), "credit_idr": max(-one, 0)}
        for account, one in sums
    ]


def _obligation(chance: random.Random, number: int) -> Json:
    target = chance.randrange(300, 1_500) * 1_000
    credited = target * chance.choice((100, 110, 130, 95, 60)) // 100
    back = 5_000 if number < LATE else 0
    outcome = "met" if credited >= target else "not_met"
    if number % 29 == 0:
        target, outcome, back = 0, "out_of_scope", 0
    now = credited - back
    return {
        "agency_id": f"a{number % 40:02}",
        "outcome_closed": outcome,
        "outcome": outcome if outcome == "out_of_scope" or now < target else "met",
        "target_idr": target,
        "credited_idr": now,
        "shortfall_idr": max(target - now, 0) if outcome != "out_of_scope" else 0,
        "pending_idr": 40_000 if number % 31 == 0 else 0,
        "lost_to_seller_idr": 120_000 if number % 9 == 0 else 0,
        "reversed_after_close_idr": back,
    }


def _period(obligations: Sequence[Json], reversed_idr: int) -> Json:
    owing = [one for one in obligations if one["outcome_closed"] != "out_of_scope"]
    ends = Counter(one["outcome_closed"] for one in owing)
    credited = [one["credited_idr"] + one["reversed_after_close_idr"] for one in owing]
    short = (max(one["target_idr"] - sum_, 0) for one, sum_ in zip(owing, credited, strict=True))
    issued = ("reward", "notice", "recommendation")
    return {
        "period": PERIOD,
        "status": "closed",
        "policy_version": 1,
        "cut_off_at": "2026-05-08T17:00:00Z",
        "closed_at": CLOSED,
        "counts": {
            "members": len(obligations),
            "in_scope": len(owing),
            "met": ends["met"],
            "not_met": ends["not_met"],
            "exempt": 0,
        },
        "totals": {
            "target_idr": sum(one["target_idr"] for one in owing),
            "credited_idr": sum(credited),
            "shortfall_idr": sum(short),
            "pending_idr": sum(one["pending_idr"] for one in owing),
            "lost_to_seller_idr": sum(one["lost_to_seller_idr"] for one in owing),
            "disputed_idr": 0,
        },
        "consumed_positions": [{"source_service": "orders", "position": 20_345}],
        "since_closed": {"reversed_idr": reversed_idr, "changed_outcomes": 0},
        "consequences": {
            "control_totals": [
                {"kind": kind, "rows": 3, "control_total_idr": 900_000} for kind in issued
            ]
        },
    }


def _outcomes(shops: Mapping[str, str], goods: Mapping[str, int], payments: int) -> Json:
    failed = [
        ("declined", "no_stock", None, None),
        ("expired", None, "acceptance", "seller"),
        ("expired", None, "delivery", "seller"),
        ("cancelled", "changed_mind", "before_accept", "buyer"),
        ("rejected", "out_of_stock", None, None),
        ("returned_to_seller", "refused_quality", None, "seller"),
    ]
    ends = [(("completed", None, None, None), payments), *((end, 7) for end in failed)]
    counted: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for shop, department in shops.items():
        key = (_kelurahan(shop), department)
        counted[key][0] += 1
        counted[key][1] += shop in goods
    orders = sum(count for _, count in ends)
    sellers = [
        {
            "kelurahan_code": code,
            "supervising_department": department,
            "sellers": all_,
            "with_orders": asked,
            "orders": 0,
        }
        for (code, department), (all_, asked) in sorted(counted.items())
    ]
    sellers[0]["orders"] = orders
    return {
        "orders": orders,
        "outcomes": [
            dict(zip(("status", "reason_code", "stage", "fault"), end, strict=True))
            | {"orders": count, "amount_due_idr": count * 91_000}
            for end, count in ends
        ],
        "sellers": sellers,
    }


def _places(goods: Mapping[str, int]) -> list[Json]:
    sums: Counter[str] = Counter()
    for shop, amount in goods.items():
        sums[_kelurahan(shop)] += amount
    return [
        {"kelurahan_code": code, "goods_idr": amount, "staple_idr": amount // 2, "spends": 1}
        for code, amount in sorted(sums.items())
    ]


def _turnover(sums: list[int]) -> Json:
    curve = lorenz_bp(sums)
    tenths = [next(y for x, y in curve if x >= tenth * 1_000) for tenth in range(1, 11)]
    return {
        "sellers": len(sums),
        "total_idr": sum(sums),
        "gini_bp": gini_bp(sums),
        "lorenz_bp": tenths if sums else [],
    }


def _agencies(obligations: Sequence[Json]) -> list[Json]:
    found = []
    for key in sorted({one["agency_id"] for one in obligations}):
        own = [one for one in obligations if one["agency_id"] == key]
        owing = [one for one in own if one["outcome"] != "out_of_scope"]
        names = ("target_idr", "credited_idr", "shortfall_idr")
        sums = {name: sum(one[name] for one in owing) for name in names}
        figures = {"members": len(own), **sums}
        found.append(
            {
                "agency_id": key,
                "agency_code": f"KEC-{key.upper()}-KEDUNG",
                "name": f"Dinas {key}",
                "parent_agency_id": None,
                "own": figures,
                "with_below": figures,
            }
        )
    return found


def _days(lines: Sequence[bytes]) -> list[Json]:
    days: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in read_chain(lines).envelopes:
        day = days[one.data["business_date"]]
        day["received_count"] += one.type == "payments.payment_received.v1"
        day["received_idr"] += one.data.get("amount_received_idr", 0)
        day["refunded_idr"] += (
            one.data["amount_idr"] if one.type == "payments.payment_refunded.v1" else 0
        )
        day["corrected_idr"] += one.data.get("right_idr", 0) - one.data.get("wrong_idr", 0)
    return [{"business_date": day, **sums} for day, sums in sorted(days.items())]


def _ledger(lines: Sequence[bytes]) -> Json:
    balances: Counter[str] = Counter({"platform_revenue": 0})
    for one in read_chain(lines).envelopes:
        for entry in one.data["entries"]:
            balances[entry["account"]] += entry["debit_idr"] - entry["credit_idr"]
    return {
        "accounts": [
            {"account": name, "balance_idr": balance} for name, balance in balances.items()
        ],
        "platform_revenue_idr": 0,
    }


def _last(lines: Sequence[bytes]) -> str:
    return read_chain(lines).head


def _department(number: int) -> str:
    return "dispangtan" if number % 7 in {1, 4} else "diskopindag"


def _kelurahan(shop: str) -> str:
    codes = sorted(BY_CODE)
    return codes[int(shop[1:]) % len(codes)]
