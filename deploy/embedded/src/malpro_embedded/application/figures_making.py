"""From answers to figures: who sells, how each agency stands, how the month was closed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from malpro_embedded.application.figures import (
    Agency,
    Answers,
    Closing,
    Consequence,
    Department,
    Duties,
    Ended,
    Figures,
    Market,
    Outcome,
    Place,
)
from malpro_embedded.application.figures_agreeing import agreements
from malpro_embedded.application.figures_chain import finance_of, read_chain

Row = Mapping[str, Any]
_ENDS = ("met", "not_met", "exempt", "out_of_scope")


def figures_of(answers: Answers, *, orders_told: int) -> Figures:
    """
    Return the figures, held against each other.

    :param orders_told: how many orders the story knows of
    """
    read = read_chain(answers.lines)
    agencies = agencies_of(answers.obligations, answers.agencies)
    city = together(one.duties for one in agencies)
    market, closing = market_of(answers), closing_of(answers)
    finance = finance_of(answers, read)
    return Figures(
        period=answers.period["period"],
        market=market,
        agencies=agencies,
        city=city,
        ends=ends_of(answers.obligations),
        closing=closing,
        finance=finance,
        agreements=agreements(
            answers, read, market=market, city=city, finance=finance, orders_told=orders_told
        ),
    )


def market_of(answers: Answers) -> Market:
    sellers = answers.outcomes["sellers"]
    return Market(
        orders=answers.outcomes["orders"],
        outcomes=[
            Outcome(
                status=one["status"],
                reason=one["reason_code"],
                stage=one["stage"],
                fault=one["fault"],
                orders=one["orders"],
                amount_idr=one["amount_due_idr"],
            )
            for one in answers.outcomes["outcomes"]
        ],
        places=_places(sellers, answers.places),
        departments=_departments(sellers),
        selling=answers.turnover["sellers"],
        turnover_idr=answers.turnover["total_idr"],
        staple_idr=answers.place_totals["staple_idr"],
        others_idr=answers.others["goods_idr"],
        gini_bp=answers.turnover["gini_bp"],
        lorenz_bp=answers.turnover["lorenz_bp"],
    )


def _places(sellers: Iterable[Row], bought: Iterable[Row]) -> list[Place]:
    counted: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in sellers:
        for name in ("sellers", "with_orders", "orders"):
            counted[row["kelurahan_code"]][name] += row[name]
    for row in bought:
        for name in ("goods_idr", "staple_idr"):
            counted[row["kelurahan_code"] or ""][name] += row[name]
    found = [Place(kelurahan_code=code, **sums) for code, sums in counted.items()]
    return sorted(found, key=lambda one: (-one.goods_idr, one.kelurahan_code))


def _departments(sellers: Iterable[Row]) -> list[Department]:
    counted: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in sellers:
        counted[row["supervising_department"]][0] += row["sellers"]
        counted[row["supervising_department"]][1] += row["with_orders"]
    return [
        Department(code=code, sellers=sellers, with_orders=with_orders)
        for code, (sellers, with_orders) in sorted(counted.items())
    ]


def agencies_of(obligations: Iterable[Row], summary: Iterable[Row]) -> list[Agency]:
    """Add up, agency by agency, how its members' duties came out at the close."""
    names = {one["agency_id"]: one for one in summary}
    grouped: defaultdict[str, list[Duties]] = defaultdict(list)
    for one in obligations:
        grouped[one["agency_id"]].append(duty_of(one))
    found = [
        Agency(
            code=names.get(key, {}).get("agency_code") or key,
            name=names.get(key, {}).get("name") or key,
            duties=together(duties),
        )
        for key, duties in grouped.items()
    ]
    return sorted(found, key=lambda one: one.code)


def ends_of(obligations: Iterable[Row]) -> list[Ended]:
    """Add up by how it came out; those ends that nobody came to as well."""
    grouped: dict[str, list[Duties]] = {name: [] for name in _ENDS}
    for one in obligations:
        grouped.setdefault(_end_of(one), []).append(duty_of(one))
    return [Ended(outcome=name, duties=together(duties)) for name, duties in grouped.items()]


def _end_of(obligation: Row) -> str:
    return str(obligation["outcome_closed"] or obligation["outcome"])


def duty_of(obligation: Row) -> Duties:
    """Return one member's duty; who owes nothing counts as a member and with no money."""
    outcome = _end_of(obligation)
    if outcome == "out_of_scope":
        return Duties(members=1, out_of_scope=1)
    # What went back after the close had counted when the month was closed.
    credited = obligation["credited_idr"] + (obligation["reversed_after_close_idr"] or 0)
    short = max(obligation["target_idr"] - credited, 0)
    lost, pending = obligation["lost_to_seller_idr"], obligation["pending_idr"]
    failed = outcome == "not_met"
    return Duties(
        members=1,
        met=int(outcome == "met"),
        not_met=int(failed),
        exempt=int(outcome == "exempt"),
        target_idr=obligation["target_idr"],
        credited_idr=credited,
        shortfall_idr=short,
        pending=int(pending > 0),
        pending_idr=pending,
        lost=int(lost > 0),
        lost_idr=lost,
        met_but_for_sellers=int(failed and 0 < short <= lost),
    )


def together(parts: Iterable[Duties]) -> Duties:
    sums = {one.name: 0 for one in fields(Duties)}
    for part in parts:
        for name in sums:
            sums[name] += getattr(part, name)
    return Duties(**sums)


def closing_of(answers: Answers) -> Closing:
    month = answers.period
    since = month["since_closed"]
    return Closing(
        status=month["status"],
        cut_off_at=month["cut_off_at"],
        closed_at=month["closed_at"],
        policy_version=month["policy_version"],
        positions=_positions(month["consumed_positions"]),
        counts=month["counts"],
        totals=month["totals"],
        consequences=[
            Consequence(
                kind=one["kind"],
                rows=one["rows"],
                total_idr=one["control_total_idr"],
                sha256=one["file_sha256"],
            )
            for one in (answers.files if month["consequences"] else ())
        ],
        reversed_idr=since["reversed_idr"],
        changed_outcomes=since["changed_outcomes"],
    )


def _positions(consumed: Sequence[Row]) -> Mapping[str, int]:
    return {one["source_service"]: one["position"] for one in consumed}
