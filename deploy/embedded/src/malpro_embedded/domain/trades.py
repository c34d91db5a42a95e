"""What is sold by whom: each trade with its goods, their prices and how many there usually are."""

import random
from dataclasses import dataclass, replace

from malpro_embedded.domain.cast import Good


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """
    A kind of seller.

    :param titles: how such shops are called, before their owner's name
    :param goods: how many different goods one of them has
    :param stock: how many there are of each in a shop hardly known, at least and at most
    """

    titles: tuple[str, ...]
    goods: tuple[int, int]
    stock: tuple[int, int]
    wares: tuple[Good, ...]
    kind: str = "individual"
    department: str = "diskopindag"


def _ware(
    name: str, price_idr: int, unit: str, content: int, code: str | None = None, kind: str = "food"
) -> Good:
    return Good(
        name=name,
        category_code="staples" if code else kind,
        commodity_code=code,
        base_unit=unit,
        content=content,
        price_idr=price_idr,
        stock=0,
    )


def _fresh(name: str, price_idr: int, content: int = 1_000, code: str | None = None) -> Good:
    ware = _ware(name, price_idr, "g", content, code, kind="vegetables")
    return replace(ware, perishable=True, origin="own_harvest")


def _own(name: str, price_idr: int, unit: str, content: int, *, fresh: bool = False) -> Good:
    return replace(_ware(name, price_idr, unit, content), perishable=fresh, origin="own_production")


# Where a ceiling exists, the price is the ceiling; sellers go below it, never above.
_STAPLES = (
    _ware("Beras medium 5 kg", 67_500, "g", 5_000, "rice_medium"),
    _ware("Beras SPHP 5 kg", 62_500, "g", 5_000, "rice_sphp"),
    _ware("Beras premium 5 kg", 74_500, "g", 5_000, "rice_premium"),
    _ware("Beras premium 10 kg", 149_000, "g", 10_000, "rice_premium"),
    _ware("Minyakita 1 liter", 15_700, "ml", 1_000, "minyakita"),
    _ware("Minyakita 2 liter", 31_400, "ml", 2_000, "minyakita"),
    _ware("Gula pasir 1 kg", 17_500, "g", 1_000, "sugar"),
    _ware("Telur ayam 1 kg", 29_500, "g", 1_000, "eggs"),
)
_DAILY = (
    _ware("Mi kering 5 bungkus", 16_000, "piece", 5),
    _ware("Kecap manis 550 ml", 23_500, "ml", 550),
    _ware("Teh melati 25 kantong", 8_500, "piece", 25),
    _ware("Garam beryodium 500 g", 6_000, "g", 500),
    _ware("Sabun cuci 800 g", 19_500, "g", 800, kind="household"),
    _ware("Tepung terigu 1 kg", 13_500, "g", 1_000),
)
TRADES = {
    "sembako": Trade(
        titles=("Toko Sembako", "Warung Sembako", "Agen Sembako"),
        goods=(4, 7),
        stock=(12, 40),
        wares=_STAPLES + _DAILY[:3],
    ),
    "kelontong": Trade(
        titles=("Toko Kelontong", "Toko", "Warung"),
        goods=(5, 8),
        stock=(8, 24),
        wares=_STAPLES[:1] + _STAPLES[4:] + _DAILY,
    ),
    "bakery": Trade(
        titles=("Roti", "Toko Roti", "Dapur Kue"),
        goods=(3, 4),
        stock=(10, 24),
        wares=(
            _own("Roti tawar", 17_000, "piece", 1, fresh=True),
            _own("Roti sobek cokelat", 21_000, "piece", 1, fresh=True),
            _own("Bolu pandan loyang", 38_000, "piece", 1, fresh=True),
            _own("Kue kering toples", 55_000, "g", 400),
        ),
    ),
    "tempe": Trade(
        titles=("Tempe Sanan", "Tahu Tempe", "Kripik Tempe"),
        goods=(2, 4),
        stock=(14, 36),
        wares=(
            _own("Tempe papan besar", 12_000, "piece", 1, fresh=True),
            _own("Tahu putih isi 10", 11_000, "piece", 10, fresh=True),
            _own("Keripik tempe 250 g", 18_500, "g", 250),
            _own("Keripik tempe 1 kg", 68_000, "g", 1_000),
        ),
    ),
    "snacks": Trade(
        titles=("Oleh-Oleh", "Camilan", "Keripik Buah"),
        goods=(3, 4),
        stock=(8, 20),
        wares=(
            _own("Keripik apel 100 g", 24_000, "g", 100),
            _own("Sari apel 12 gelas", 32_000, "piece", 12),
            _own("Pia kacang hijau isi 10", 27_000, "piece", 10),
            _own("Kopi bubuk Dampit 250 g", 34_000, "g", 250),
        ),
    ),
    "craft": Trade(
        titles=("Kerajinan", "Batik", "Gerabah"),
        goods=(2, 3),
        stock=(2, 6),
        wares=(
            _own("Batik cap topeng Malangan", 185_000, "piece", 1),
            _own("Topeng kayu kecil", 95_000, "piece", 1),
            _own("Tas anyaman mendong", 78_000, "piece", 1),
        ),
    ),
    "vegetables": Trade(
        titles=("Kebun Sayur", "Tani Makmur", "Sayur Segar"),
        goods=(3, 5),
        stock=(10, 30),
        kind="farmer",
        department="dispangtan",
        wares=(
            _fresh("Bayam 4 ikat", 10_000, 800),
            _fresh("Wortel 1 kg", 14_000),
            _fresh("Kentang 2 kg", 34_000, 2_000),
            _fresh("Cabai rawit 250 g", 16_500, 250),
            _fresh("Bawang merah 500 g", 21_000, 500),
            _fresh("Tomat 1 kg", 13_000),
        ),
    ),
    "livestock": Trade(
        titles=("Ternak", "Peternakan", "Susu Segar"),
        goods=(2, 3),
        stock=(10, 28),
        kind="farmer",
        department="dispangtan",
        wares=(
            _fresh("Telur ayam kampung 10 butir", 31_000, 550),
            _fresh("Telur ayam 2 kg", 57_000, 2_000, "eggs"),
            _fresh("Ayam potong 1 ekor", 42_000, 1_200),
            replace(
                _ware("Susu pasteurisasi 1 liter", 21_500, "ml", 1_000, "milk"),
                perishable=True,
                origin="own_production",
            ),
        ),
    ),
    "harvest": Trade(
        titles=("Lumbung Tani", "Kelompok Tani", "Panen"),
        goods=(2, 4),
        stock=(10, 30),
        kind="farmer",
        department="dispangtan",
        wares=(
            replace(
                _ware("Beras medium panen 5 kg", 66_000, "g", 5_000, "rice_medium"),
                origin="own_harvest",
            ),
            _fresh("Jagung manis 2 kg", 18_000, 2_000),
            _fresh("Ubi ungu 2 kg", 22_000, 2_000),
            _fresh("Jeruk keprok 2 kg", 46_000, 2_000),
            _fresh("Pisang kepok 1 sisir", 19_000, 1_200),
        ),
    ),
}
# 119 under Diskopindag, 46 farmers under Dispangtan: the pool of the launch of March 2023.
HOW_MANY = {
    "sembako": 34,
    "kelontong": 34,
    "bakery": 15,
    "tempe": 14,
    "snacks": 14,
    "craft": 8,
    "vegetables": 22,
    "livestock": 12,
    "harvest": 12,
}


def stocked(trade: Trade, chance: random.Random, times: int) -> tuple[Good, ...]:
    """Return what one such seller has, at her own prices, and so many times as much as usual."""
    wares = chance.sample(trade.wares, min(len(trade.wares), chance.randint(*trade.goods)))
    return tuple(_priced(ware, trade, chance, times) for ware in wares)


def _priced(ware: Good, trade: Trade, chance: random.Random, times: int) -> Good:
    stock = chance.randint(*trade.stock) * times
    if ware.commodity_code:
        below = chance.choice((0, 0, 100, 200, 300, 500)) * (ware.content // 1_000 or 1) // 2
        price = ware.price_idr - min(below, ware.price_idr // 20)
    else:
        price = ware.price_idr * chance.randint(92, 110) // 100
    return replace(ware, price_idr=price // 100 * 100, stock=stock, weekly=stock // 2)
