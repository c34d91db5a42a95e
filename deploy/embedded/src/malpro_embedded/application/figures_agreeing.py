"""Holds the figures against each other: what two sources tell of the same must be the same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from malpro_embedded.application.figures import Agreement, Answers, Duties, Finance, Market
from malpro_embedded.application.figures_chain import ReadChain
from malpro_embedded.domain.spread import gini_bp
from malpro_finance.domain.day import DayReport

_COUNTS = ("members", "met", "not_met", "exempt")
_TOTALS = ("target_idr", "credited_idr", "shortfall_idr", "pending_idr")
# As members stand by now, after what went back since the close.
_LIVE = ("target_idr", "credited_idr", "shortfall_idr")


def agreements(
    answers: Answers,
    read: ReadChain,
    *,
    market: Market,
    city: Duties,
    finance: Finance,
    orders_told: int,
) -> list[Agreement]:
    """Return every comparison, those that hold as well."""
    return [
        *_of_orders(answers, orders_told),
        *_of_turnover(answers, read, market),
        *_of_duties(answers, city),
        *_of_agencies(answers),
        *_of_consequences(answers),
        *_of_chain(answers, read, finance),
        *_of_ledger(answers, finance),
    ]


def _of_orders(answers: Answers, orders_told: int) -> Iterator[Agreement]:
    counted = answers.outcomes["orders"]
    by_place = sum(one["orders"] for one in answers.outcomes["sellers"])
    yield Agreement(name="orders_of_sellers", one=counted, other=by_place)
    yield Agreement(name="orders_told", one=counted + answers.neighbours, other=orders_told)


def _of_turnover(answers: Answers, read: ReadChain, market: Market) -> Iterator[Agreement]:
    by_place = sum(one["goods_idr"] for one in answers.places)
    yield Agreement(name="turnover_of_places", one=market.turnover_idr, other=by_place)
    by_seller = read.goods.get(answers.period["period"], {})
    yield Agreement(
        name="turnover_of_sellers",
        one=market.turnover_idr + market.others_idr,
        other=sum(by_seller.values()),
    )
    if not market.others_idr:
        sums = [amount for amount in by_seller.values() if amount > 0]
        yield Agreement(name="sellers_with_turnover", one=market.selling, other=len(sums))
        yield Agreement(name="gini", one=market.gini_bp, other=gini_bp(sums))


def _of_duties(answers: Answers, city: Duties) -> Iterator[Agreement]:
    counts, totals = answers.period["counts"], answers.period["totals"]
    for name in _COUNTS:
        yield Agreement(name=f"closed_{name}", one=counts[name], other=getattr(city, name))
    yield Agreement(name="closed_in_scope", one=counts["in_scope"], other=city.owing)
    for name in _TOTALS:
        yield Agreement(name=f"closed_{name}", one=totals[name], other=getattr(city, name))
    lost = totals["lost_to_seller_idr"]
    yield Agreement(name="closed_lost_idr", one=lost, other=city.lost_idr)
    since = answers.period["since_closed"]["reversed_idr"]
    went_back = sum(one["reversed_after_close_idr"] or 0 for one in answers.obligations)
    yield Agreement(name="reversed_since", one=since, other=went_back)


def _of_agencies(answers: Answers) -> Iterator[Agreement]:
    """Hold the roll-up against the members, and the tops of the tree against all agencies."""
    owing = [one for one in answers.obligations if one["outcome"] != "out_of_scope"]
    known = {one["agency_id"] for one in answers.agencies}
    tops = [one for one in answers.agencies if one["parent_agency_id"] not in known]
    rolled = _added([one["with_below"] for one in tops])
    own = _added([one["own"] for one in answers.agencies])
    differing = [name for name in own if own[name] != rolled[name]]
    yield Agreement(name="agencies_rolled_up", one=differing, other=[])
    yield Agreement(name="agencies_members", one=own["members"], other=len(answers.obligations))
    for name in _LIVE:
        yield Agreement(
            name=f"agencies_{name}", one=own[name], other=sum(one[name] for one in owing)
        )


def _added(figures: Sequence[Mapping[str, int]]) -> Mapping[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for one in figures:
        for name, value in one.items():
            sums[name] += value
    return sums


def _of_consequences(answers: Answers) -> Iterator[Agreement]:
    issued = answers.period["consequences"]
    if not issued:
        return  # They come a moment after the close; until then there is nothing to compare.
    told = {
        one["kind"]: (one["rows"], one["control_total_idr"]) for one in issued["control_totals"]
    }
    for file in answers.files:
        one = (file["rows"], file["control_total_idr"])
        kind = file["kind"]
        yield Agreement(name=f"consequence_{kind}", one=told.get(kind, (0, 0)), other=one)


def _of_chain(answers: Answers, read: ReadChain, finance: Finance) -> Iterator[Agreement]:
    yield Agreement(name="chain_unbroken", one=_reason(read), other=None)
    yield Agreement(name="chain_head", one=answers.head["hash"], other=read.head)
    count = len(read.envelopes)
    yield Agreement(name="chain_length", one=answers.head["financeseq"], other=count)
    days = {one.day: one for one in (finance.busiest, finance.last) if one is not None}
    for report in days.values():
        yield from _of_day(answers, report)


def _reason(read: ReadChain) -> str | None:
    return read.broken.reason if read.broken else None


def _of_day(answers: Answers, report: DayReport) -> Iterator[Agreement]:
    failed = tuple(one.name for one in report.checks if not one.holds)
    yield Agreement(name="day_adds_up", one=failed, other=())
    booked = [one for one in answers.days if one["business_date"] == f"{report.day}"]
    for name in ("received_idr", "corrected_idr", "refunded_idr"):
        yield Agreement(
            name=f"day_{name}",
            one=sum(one[name] for one in booked),
            other=sum(getattr(one, name) for one in report.by_method),
        )


def _of_ledger(answers: Answers, finance: Finance) -> Iterator[Agreement]:
    """Hold every account at the chain's end against the ledger."""
    booked = {one["account"]: one["balance_idr"] for one in answers.ledger["accounts"]}
    yield Agreement(name="ledger_balances", one=sum(booked.values()), other=0)
    yield Agreement(name="platform_revenue", one=finance.platform_idr, other=0)
    told = {one.name: one.closing_idr for one in finance.last.accounts} if finance.last else {}
    differing = [one for one in booked | told if booked.get(one, 0) != told.get(one, 0)]
    yield Agreement(name="ledger_of_chain", one=differing, other=[])
