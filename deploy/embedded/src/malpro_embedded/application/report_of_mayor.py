"""The mayor's part: what was sold, where, by whom, and how many have met their duty."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from malpro_embedded.application.figures import Duties, Figures, Market, Outcome, Place
from malpro_embedded.application.report_layout import (
    Column,
    Look,
    beside,
    head,
    paragraph,
    part,
    table,
)
from malpro_embedded.domain.spread import WHOLE_BP, share_bp, with_idle_bp

_PLACES = 12
_BAR = 14
_ALWAYS = frozenset({"met", "not_met"})
_CHART = (30, 10)
_GOOD = "completed"


def part_of_mayor(figures: Figures, look: Look) -> Iterator[str]:
    yield from part(look.words("mayor"))
    for text in summary(figures, look):
        yield ""
        yield from paragraph(text)
    yield from _orders(figures.market, look)
    yield from _duties(figures, look)
    yield from _places(figures.market, look)
    yield from _sellers(figures.market, look)
    yield from _spread(figures.market, look)


def summary(figures: Figures, look: Look) -> Iterator[str]:
    """Yield the main figures in plain sentences."""
    words, market, city = look.words, figures.market, figures.city
    completed = sum(one.orders for one in market.outcomes if one.status == _GOOD)
    yield words(
        "mayor_market",
        month=words.month(figures.period),
        turnover=words.rupiah(market.turnover_idr),
        selling=words.number(market.selling),
        sellers=words.number(market.sellers),
        staples=words.percent(share_bp(market.staple_idr, market.turnover_idr)),
        orders=words.number(market.orders),
        completed=words.number(completed),
        share=words.percent(share_bp(completed, market.orders)),
    )
    yield " ".join(_duties_told(city, look))
    yield words(
        "mayor_sellers" if market.idle else "mayor_no_idle",
        idle=words.number(market.idle),
        tenth=words.percent(_of_largest_tenth(market)),
        gini=words.ratio(market.gini_bp),
        revenue=words.rupiah(figures.finance.platform_idr),
    )


def _duties_told(city: Duties, look: Look) -> Iterator[str]:
    words = look.words
    yield words(
        "mayor_duties",
        owing=words.number(city.owing),
        met=words.number(city.met),
        share=words.percent(share_bp(city.met, city.owing)),
        not_met=words.number(city.not_met),
        shortfall=words.rupiah(city.shortfall_idr),
    )
    if city.lost:
        members, lost = words.number(city.lost), words.rupiah(city.lost_idr)
        yield words("mayor_lost", members=members, lost=lost)
    if city.met_but_for_sellers:
        yield words("mayor_blameless", blameless=words.number(city.met_but_for_sellers))


def _orders(market: Market, look: Look) -> Iterator[str]:
    words = look.words
    yield from head(words("orders_head", orders=words.number(market.orders)))
    rows = []
    for status, ends in _by_status(market.outcomes):
        orders = sum(one.orders for one in ends)
        share = share_bp(orders, market.orders)
        rows.append(
            [
                words.code("status", status),
                words.number(orders),
                words.percent(share),
                words.rupiah(sum(one.amount_idr for one in ends)),
                look.bar(share, _BAR),
            ]
        )
        rows += [
            [f"  {why}", words.number(count), "", words.rupiah(amount), ""]
            for why, count, amount in _reasons(ends, look)
        ]
    columns = [
        Column(words("outcome"), right=False),
        Column(words("orders")),
        Column(words("share")),
        Column(words("amount")),
        Column("", right=False),
    ]
    whole = words.rupiah(sum(one.amount_idr for one in market.outcomes))
    total = [words("total"), words.number(market.orders), words.percent(WHOLE_BP), whole, ""]
    yield from table(columns, rows, total if market.orders else None)


def _by_status(outcomes: Iterable[Outcome]) -> list[tuple[str, list[Outcome]]]:
    grouped: defaultdict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        grouped[one.status].append(one)
    return sorted(grouped.items(), key=lambda pair: -sum(one.orders for one in pair[1]))


def _reasons(ends: Sequence[Outcome], look: Look) -> list[tuple[str, int, int]]:
    """Return why they ended so, the most frequent first; nothing where there is no reason."""
    counted: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for one in ends:
        why = _why(one, look)
        if why:
            counted[why][0] += one.orders
            counted[why][1] += one.amount_idr
    found = [(why, count, amount) for why, (count, amount) in counted.items()]
    return sorted(found, key=lambda one: (-one[1], one[0]))


def _why(one: Outcome, look: Look) -> str:
    words = look.words
    if one.status == "expired":
        return words.code("stage", one.stage)
    if one.reason is None:
        return ""
    reason = words.code("reason", one.reason)
    by = f"{words.code('fault', one.fault)}: " if one.status == "cancelled" and one.fault else ""
    return f"{by}{reason}"


def _duties(figures: Figures, look: Look) -> Iterator[str]:
    words, city = look.words, figures.city
    yield from head(words("duties_head", owing=words.number(city.owing)))
    share = share_bp(city.met, city.owing)
    yield f"  {look.bar(share, 40):<40}  {words('met_share', share=words.percent(share))}"
    columns = [
        Column(words("duty"), right=False),
        *(Column(words(name)) for name in ("members", "share", "target", "credited", "shortfall")),
    ]
    rows = [
        _owed(words.code("duty", one.outcome), one.duties, city, look)
        for one in figures.ends
        if one.duties.members or one.outcome in _ALWAYS
    ]
    yield from table(columns, rows, _owed(words("total"), city, city, look))
    for name, members, amount in (
        ("pending_line", city.pending, city.pending_idr),
        ("lost_line", city.lost, city.lost_idr),
    ):
        values = {"members": words.number(members), "amount": words.rupiah(amount)}
        yield from paragraph(words(name, **values))


def _owed(name: str, duties: Duties, city: Duties, look: Look) -> list[str]:
    words = look.words
    sums = (duties.target_idr, duties.credited_idr, duties.shortfall_idr)
    share = words.percent(share_bp(duties.members, city.members))
    return [name, words.number(duties.members), share, *map(words.rupiah, sums)]


def _places(market: Market, look: Look) -> Iterator[str]:
    words = look.words
    yield from head(words("places_head"))
    top, rest = market.places[:_PLACES], market.places[_PLACES:]
    rows = [_place(one, _named(one.kelurahan_code, look), market, look) for one in top]
    if rest:
        name = words("other_places", count=words.number(len(rest)))
        rows.append(_place(_together(rest), name, market, look))
    total = _place(_together(market.places), words("total"), market, look)
    yield from table(_place_columns(words("kelurahan"), look), rows, total)
    yield ""
    areas = [_place(one, name, market, look) for name, one in _by_kecamatan(market, look)]
    yield from table(_place_columns(words("kecamatan"), look), areas)
    yield from paragraph(words("places_note"))


def _place_columns(name: str, look: Look) -> list[Column]:
    heads = ("sellers", "idle", "orders", "turnover", "share", "staples")
    return [Column(name, right=False), *(Column(look.words(one)) for one in heads)]


def _by_kecamatan(market: Market, look: Look) -> list[tuple[str, Place]]:
    grouped: defaultdict[str, list[Place]] = defaultdict(list)
    for one in market.places:
        _, kecamatan = look.places.get(one.kelurahan_code, ("", ""))
        grouped[kecamatan or look.words("place_unknown")].append(one)
    found = [(name, _together(places)) for name, places in grouped.items()]
    return sorted(found, key=lambda pair: (-pair[1].goods_idr, pair[0]))


def _place(place: Place, name: str, market: Market, look: Look) -> list[str]:
    words = look.words
    return [
        name,
        words.number(place.sellers),
        words.number(place.idle),
        words.number(place.orders),
        words.rupiah(place.goods_idr),
        words.percent(share_bp(place.goods_idr, market.turnover_idr)),
        words.percent(share_bp(place.staple_idr, place.goods_idr)),
    ]


def _named(code: str, look: Look) -> str:
    name, _ = look.places.get(code, (code, ""))
    return name or look.words("place_unknown")


def _together(places: Iterable[Place]) -> Place:
    names = ("sellers", "with_orders", "orders", "goods_idr", "staple_idr")
    found = list(places)
    sums = {name: sum(getattr(one, name) for one in found) for name in names}
    return Place(kelurahan_code="", **sums)


def _sellers(market: Market, look: Look) -> Iterator[str]:
    words = look.words
    yield from head(words("sellers_head"))
    rows = [
        [
            words.code("department", one.code),
            words.number(one.sellers),
            words.number(one.with_orders),
            words.number(one.sellers - one.with_orders),
            words.percent(share_bp(one.sellers - one.with_orders, one.sellers)),
        ]
        for one in market.departments
    ]
    asked = sum(one.with_orders for one in market.departments)
    idle_share = words.percent(share_bp(market.idle, market.sellers))
    total = [
        words("total"),
        words.number(market.sellers),
        words.number(asked),
        words.number(market.idle),
        idle_share,
    ]
    columns = [
        Column(words("department"), right=False),
        Column(words("sellers")),
        Column(words("with_orders")),
        Column(words("without_orders")),
        Column(words("share")),
    ]
    yield from table(columns, rows, total)


def _spread(market: Market, look: Look) -> Iterator[str]:
    words = look.words
    yield from head(words("spread_head"))
    if not market.lorenz_bp:
        yield from paragraph(words("nothing_sold"))
        return
    points = [(0, 0), *((at * 1_000, one) for at, one in enumerate(market.lorenz_bp, 1))]
    width, height = _CHART
    drawn = look.curve(points, width, height)
    axis = [f"{words('whole'):>6} ", *[" " * 7] * (height - 2), f"{words('none'):>6} "]
    chart = [f"{label}│{line}" for label, line in zip(axis, drawn, strict=True)]
    idle = market.sellers - market.selling
    facts = [
        words("gini", gini=words.ratio(market.gini_bp)),
        words(
            "gini_with_idle",
            gini=words.ratio(with_idle_bp(market.gini_bp, market.selling, max(idle, 0))),
        ),
        "",
        words("largest_tenth", share=words.percent(_of_largest_tenth(market))),
        words("smaller_half", share=words.percent(market.lorenz_bp[4])),
        words("smallest_fifths", share=words.percent(market.lorenz_bp[3])),
        "",
        words("diagonal"),
        words("curve"),
        words("not_bps"),
    ]
    yield from beside(chart, facts)
    yield " " * 7 + "└" + "─" * width
    yield " " * 8 + words("spread_axis")


def _of_largest_tenth(market: Market) -> int:
    return WHOLE_BP - market.lorenz_bp[-2] if market.lorenz_bp else 0
