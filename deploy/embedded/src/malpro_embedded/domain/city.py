"""Invents a city from a seed: its sellers, who serves whom, and its members."""

import random
from collections.abc import Sequence
from datetime import time as clock_time

from kernel.domain.calendar import OpeningHours
from malpro_embedded.domain import agencies, few, names
from malpro_embedded.domain.cast import Agency, Cast, Good, Member, Rush, Seller
from malpro_embedded.domain.days import RUSH
from malpro_embedded.domain.places import BY_CODE, KELURAHAN
from malpro_embedded.domain.tempers import BuyerTemper, SellerTemper
from malpro_embedded.domain.trades import HOW_MANY, TRADES, Trade, stocked

SMALL, MALANG = "small", "malang"
RUSH_GOOD = "Minyakita 1 liter jatah apel pagi"
_WITH_STALL, _UNKNOWN = 0.35, 0.08
_SMALL_TRADES = (
    "sembako",
    "kelontong",
    "tempe",
    "bakery",
    "vegetables",
    "livestock",
    "craft",
)
_MEMBERS = {SMALL: 20, MALANG: 700}
_PACKS = {SMALL: 5, MALANG: 50}
_SELLER_TEMPERS = (
    *[SellerTemper.PROMPT] * 11,
    *[SellerTemper.SLOW] * 5,
    *[SellerTemper.STRICT] * 2,
    *[SellerTemper.FORGETFUL] * 2,
)
_BUYER_TEMPERS = (
    *[BuyerTemper.DILIGENT] * 7,
    *[BuyerTemper.STEADY] * 8,
    *[BuyerTemper.LATE] * 2,
    *[BuyerTemper.FORGETFUL] * 2,
    *[BuyerTemper.RELUCTANT] * 1,
)
# Position, its share in thousandths, and between which TPP ceilings, in hundred thousands.
_POSITIONS = (
    ("staff", 620, (22, 36)),
    ("functional", 240, (28, 48)),
    ("eselon_iv", 100, (42, 62)),
    ("eselon_iii", 30, (70, 98)),
    ("eselon_ii", 10, (140, 180)),
)
_HOURS = (
    (range(7), "06:00", "20:00"),
    (range(6), "07:00", "17:00"),
    (range(6), "08:00", "17:00"),
    (range(7), "07:00", "21:00"),
    ((0, 1, 2, 3, 5, 6), "06:00", "15:00"),
)


def invent(name: str, seed: int) -> Cast:
    """Return the city of that name; the same seed makes the same one."""
    chance = random.Random(f"{seed} {name}")  # noqa: S311 - invents
    if name == MALANG:
        return _malang(chance)
    return _small(chance)


def _malang(chance: random.Random) -> Cast:
    trades = [TRADES[trade] for trade, many in HOW_MANY.items() for _ in range(many)]
    owners = names.people(chance, len(trades) + _MEMBERS[MALANG])
    sellers = [
        _seller(chance, trade, owner, number)
        for number, (trade, (owner, _)) in enumerate(zip(trades, owners, strict=False))
    ]
    members = [
        _member(chance, named, number, agencies.ALL)
        for number, named in enumerate(owners[len(trades) :])
    ]
    return _with_rush(MALANG, agencies.ALL, sellers, members)


def _small(chance: random.Random) -> Cast:
    few_members = few.MEMBERS
    more = names.people(chance, len(_SMALL_TRADES) + _MEMBERS[SMALL] - len(few_members))
    sellers = [
        _seller(chance, TRADES[trade], owner, number)
        for number, (trade, (owner, _)) in enumerate(zip(_SMALL_TRADES, more, strict=False))
    ]
    members = [
        _member(chance, named, number, few.AGENCIES)
        for number, named in enumerate(more[len(_SMALL_TRADES) :])
    ]
    cast = _with_rush(SMALL, few.AGENCIES, sellers, members)
    return Cast(
        name=SMALL,
        agencies=few.AGENCIES,
        sellers=(*few.SELLERS, *cast.sellers),
        members=(*few_members, *cast.members),
        rush=cast.rush,
        mishaps=5,
    )


def _with_rush(
    name: str, units: tuple[Agency, ...], sellers: Sequence[Seller], members: Sequence[Member]
) -> Cast:
    """Let the first seller, a prompt one who serves everybody, have the packs of the morning."""
    packs = _PACKS[name]
    good = Good(
        name=RUSH_GOOD,
        category_code="staples",
        commodity_code="minyakita",
        base_unit="ml",
        content=1_000,
        price_idr=15_700,
        stock=packs,
        most=1,
    )
    first = sellers[0]
    host = Seller(
        login=first.login,
        trade_name=first.trade_name,
        phone=first.phone,
        kelurahan_code=first.kelurahan_code,
        fee_idr=2_000,
        goods=(*first.goods, good),
        areas={one.code: (2_000, 0) for one in KELURAHAN},
        hours=_hours(_HOURS[0]),
        temper=SellerTemper.PROMPT,
        pickup=True,
        pull=first.pull,
    )
    return Cast(
        name=name,
        agencies=units,
        sellers=(host, *sellers[1:]),
        members=tuple(members),
        rush=Rush(day=RUSH, login=host.login, good=RUSH_GOOD, packs=packs),
    )


def _seller(chance: random.Random, trade: Trade, owner: str, number: int) -> Seller:
    home = chance.choice(KELURAHAN)
    fee = chance.choice((0, 0, 2_000, 3_000, 5_000))
    least = chance.choice((0, 0, 0, 20_000, 30_000))
    # A few are known to everybody, many to hardly anybody; who is known has more on her shelves.
    pull = round(chance.paretovariate(0.9), 3) if chance.random() > _UNKNOWN else 0.0
    reach = chance.choices(("kelurahan", "kecamatan", "city"), weights=(2, 5, 4))[0]
    return Seller(
        login=f"toko.{number + 1:03}",
        trade_name=f"{chance.choice(trade.titles)} {owner}",
        phone=f"0813{4_100_000 + number * 37:08}",
        kelurahan_code=home.code,
        fee_idr=fee,
        goods=stocked(trade, chance, times=1 + min(9, int(pull))),
        areas=_areas(home.code, reach, fee, least),
        hours=_hours(chance.choice(_HOURS)),
        kind=trade.kind,
        department=trade.department,
        pickup=chance.random() < _WITH_STALL,
        temper=chance.choice(_SELLER_TEMPERS),
        pull=pull,
    )


def _areas(home: str, reach: str, fee_idr: int, least_idr: int) -> dict[str, tuple[int, int]]:
    """Near is cheap, the other end of the city is not."""
    ours = BY_CODE[home].kecamatan
    areas = {}
    for one in KELURAHAN:
        if one.code == home:
            areas[one.code] = (fee_idr, least_idr)
        elif one.kecamatan == ours and reach != "kelurahan":
            areas[one.code] = (fee_idr + 2_000, least_idr)
        elif reach == "city":
            areas[one.code] = (fee_idr + 5_000, least_idr + 10_000)
    return areas


def _hours(week: tuple[Sequence[int], str, str]) -> OpeningHours:
    days, opens, closes = week
    span = (clock_time.fromisoformat(opens), clock_time.fromisoformat(closes))
    return OpeningHours(spans=dict.fromkeys(days, span))


def _member(
    chance: random.Random, named: tuple[str, str], number: int, units: Sequence[Agency]
) -> Member:
    name, sex = named
    kind = chance.choices(("pns", "pppk", "pppk_part_time"), weights=(62, 31, 7))[0]
    part_time = kind == "pppk_part_time"
    shares = [share for _, share, _ in _POSITIONS]
    position, _, (low, high) = chance.choices(_POSITIONS, weights=shares)[0]
    if kind != "pns":
        position, (low, high) = "staff", (20, 32)
    return Member(
        login=f"asn.{number + 1:04}",
        name=name,
        employee_number=names.employee_number(chance, kind, sex, number),
        identity_kind=kind,
        agency_code=units[number % len(units)].code
        if number < len(units)
        else chance.choice(units).code,
        tpp_eligible=not part_time,
        tpp_ceiling_idr=0 if part_time else chance.randint(low, high) * 100_000,
        kelurahan_code=chance.choice(KELURAHAN).code,
        street=names.street(chance),
        phone=f"0857{6_200_000 + number * 53:08}",
        temper=chance.choice(_BUYER_TEMPERS),
        position=position,
    )
