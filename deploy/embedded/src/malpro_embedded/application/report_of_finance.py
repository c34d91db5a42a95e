"""The part for the clerk of BKAD: the closing, what followed, the day's money, the chain."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from malpro_embedded.application.figures import Closing, Figures, Finance
from malpro_embedded.application.report_layout import Column, Look, head, paragraph, part, table
from malpro_finance.domain.day import DayReport, GroupSum

_COUNTS = ("members", "in_scope", "met", "not_met", "exempt")
_TOTALS = (
    "target_idr",
    "credited_idr",
    "shortfall_idr",
    "pending_idr",
    "lost_to_seller_idr",
    "disputed_idr",
)


def part_of_finance(figures: Figures, look: Look) -> Iterator[str]:
    yield from part(look.words("finance"))
    yield from _closing(figures.closing, look)
    yield from _consequences(figures.closing, look)
    finance = figures.finance
    if finance.busiest:
        yield from _day(finance.busiest, finance.groups, look, "busiest_head")
    if finance.last and finance.last != finance.busiest:
        yield from _day(finance.last, finance.groups, look, "last_head")
    yield from _chain(finance, look)
    yield from _after(figures, look)


def _closing(closing: Closing, look: Look) -> Iterator[str]:
    words = look.words
    yield from head(words("closing_head"))
    told = [
        ("state", words.code("period", closing.status)),
        ("cut_off", words.moment(closing.cut_off_at)),
        ("closed_at", words.moment(closing.closed_at) if closing.closed_at else "-"),
        ("policy_version", words.number(closing.policy_version)),
        (
            "positions",
            ", ".join(f"{one} {words.number(at)}" for one, at in closing.positions.items()),
        ),
    ]
    yield from _pairs([(words(name), value) for name, value in told])
    yield ""
    counts = [(words(f"count_{one}"), words.number(closing.counts[one])) for one in _COUNTS]
    totals = [(words(f"total_{one}"), words.rupiah(closing.totals[one])) for one in _TOTALS]
    blank = ("", "")
    rows = [[*one, "", *other] for one, other in zip([*counts, blank], totals, strict=True)]
    yield from table(
        [
            Column(words("control_counts"), right=False),
            Column(""),
            Column("  "),
            Column(words("control_totals"), right=False),
            Column(""),
        ],
        rows,
    )


def _pairs(told: Sequence[tuple[str, str]]) -> Iterator[str]:
    width = max(len(name) for name, _ in told)
    for name, value in told:
        yield f"  {name:<{width}}  {value}"


def _consequences(closing: Closing, look: Look) -> Iterator[str]:
    words = look.words
    yield from head(words("consequences_head"))
    rows = [
        [
            words.code("consequence", one.kind),
            words.number(one.rows),
            words.rupiah(one.total_idr),
            one.sha256[:16],
        ]
        for one in closing.consequences
    ]
    columns = [
        Column(words("kind"), right=False),
        Column(words("rows")),
        Column(words("control_total")),
        Column(words("sha256"), right=False),
    ]
    if not closing.consequences:
        yield from paragraph(words("consequences_waiting"))
        return
    yield from table(columns, rows)
    yield from paragraph(words("consequences_note"))


def _day(report: DayReport, groups: Mapping[str, str], look: Look, name: str) -> Iterator[str]:
    words = look.words
    yield from head(words(name, day=words.day(report.day), events=words.number(report.events)))
    yield from table(
        [Column(words("by_type"), right=False), Column(words("count")), Column(words("sum"))],
        [
            [words.code("type", one.type), words.number(one.events), words.rupiah(one.amount_idr)]
            for one in report.by_type
        ],
    )
    yield ""
    yield from _groups(_grouped(report.by_seller, groups), "department", "by_group", look)
    yield ""
    yield from _groups(report.by_method, "method", "by_method", look)
    yield ""
    yield from _movements(report, look)


def _groups(groups: Iterable[GroupSum], kind: str, name: str, look: Look) -> Iterator[str]:
    words = look.words
    sums = ("asked_idr", "called_off_idr", "received_idr", "corrected_idr", "refunded_idr")
    yield from table(
        [Column(words(name), right=False), *(Column(words(f"group_{one}")) for one in sums)],
        [
            [words.code(kind, one.key), *(words.number(getattr(one, name)) for name in sums)]
            for one in groups
        ],
    )


def _grouped(sellers: Iterable[GroupSum], groups: Mapping[str, str]) -> list[GroupSum]:
    """Add up sellers by the department that looks after them."""
    names = (
        "events",
        "asked_idr",
        "called_off_idr",
        "received_idr",
        "corrected_idr",
        "refunded_idr",
    )
    sums: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in sellers:
        for name in names:
            sums[groups.get(one.key, "other")][name] += getattr(one, name)
    return [GroupSum(key=key, **sums[key]) for key in sorted(sums)]


def _movements(report: DayReport, look: Look) -> Iterator[str]:
    words = look.words
    moved = [one for one in report.positions if one.opening_idr or one.plus_idr or one.minus_idr]
    yield from table(
        [
            Column(words("position"), right=False),
            Column(words("opening")),
            Column(words("plus")),
            Column(words("minus")),
            Column(words("closing")),
        ],
        [
            [
                words.code("position", one.name),
                words.number(one.opening_idr),
                words.number(one.plus_idr),
                words.number(one.minus_idr),
                words.number(one.closing_idr),
            ]
            for one in moved
        ],
    )
    holding = sum(one.holds for one in report.checks)
    told = "day_checks" if report.agrees else "day_checks_broken"
    yield from paragraph(
        words(told, held=words.number(holding), all=words.number(len(report.checks)))
    )


def _chain(finance: Finance, look: Look) -> Iterator[str]:
    words = look.words
    yield from head(words("chain_head_title"))
    if finance.broken:
        yield from paragraph(
            words(
                "chain_broken",
                line=words.number(finance.broken.line_no),
                sequence=finance.broken.financeseq or "?",
                reason=words.code("break", finance.broken.reason),
            )
        )
    else:
        yield from paragraph(words("chain_whole", events=words.number(finance.events)))
    yield f"  {words('chain_head')}:"
    yield f"  {finance.head}"
    yield f"  {words('platform_revenue')}: {words.rupiah(finance.platform_idr)}"


def _after(figures: Figures, look: Look) -> Iterator[str]:
    words, closing = look.words, figures.closing
    refunds = figures.finance.refunds_after_close
    yield from head(words("after_head"))
    yield from _pairs(
        [
            (
                words("after_refunds", count=words.number(refunds.count)),
                words.rupiah(refunds.amount_idr),
            ),
            (words("after_reversed"), words.rupiah(closing.reversed_idr)),
            (words("after_outcomes"), words.number(closing.changed_outcomes)),
        ]
    )
    yield from paragraph(words("after_note"))
