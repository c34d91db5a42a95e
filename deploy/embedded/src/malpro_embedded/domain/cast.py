"""The people and the goods of the demo: invented names, real places, real price ceilings."""

from dataclasses import dataclass
from enum import StrEnum

PERIOD = "2026-04"


class Fate(StrEnum):
    """What becomes of an order, by what people do or leave undone."""

    COMPLETED = "completed"
    WRONG_CODE_FIRST = "wrong_code_first"
    PAID_IN_MAY = "paid_in_may"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    SILENT_SELLER = "silent_seller"
    NEVER_DISPATCHED = "never_dispatched"
    OUT_OF_STOCK = "out_of_stock"
    PRICE_CHANGED = "price_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """A product as its seller lists it; `content` is in the base unit: g, ml or piece."""

    name: str
    category_code: str
    commodity_code: str | None
    base_unit: str
    content: int
    price_idr: int
    stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    login: str
    trade_name: str
    phone: str
    kelurahan_code: str
    fee_idr: int
    goods: tuple[Good, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A civil servant; `wants_idr` is about what is bought in the month."""

    login: str
    name: str
    employee_number: str
    identity_kind: str
    agency_code: str
    tpp_eligible: bool
    tpp_ceiling_idr: int
    kelurahan_code: str
    street: str
    phone: str
    baskets: tuple[tuple[int, Fate], ...]


COMMODITIES = (
    {
        "commodity_code": "rice_medium",
        "name_id": "Beras medium",
        "base_unit": "g",
        "is_staple": True,
        "quality_class": "medium",
    },
    {
        "commodity_code": "rice_premium",
        "name_id": "Beras premium",
        "base_unit": "g",
        "is_staple": True,
        "quality_class": "premium",
    },
    {
        "commodity_code": "minyakita",
        "name_id": "Minyakita",
        "base_unit": "ml",
        "is_staple": True,
    },
    {"commodity_code": "sugar", "name_id": "Gula pasir", "base_unit": "g", "is_staple": True},
    {"commodity_code": "milk", "name_id": "Susu", "base_unit": "ml", "is_staple": True},
)

AGENCIES = (
    {"agency_code": "DISKOMINFO", "name": "Dinas Komunikasi dan Informatika", "kind": "opd"},
    {"agency_code": "DISPANGTAN", "name": "Dinas Ketahanan Pangan dan Pertanian", "kind": "opd"},
    {"agency_code": "KEC-KLOJEN", "name": "Kecamatan Klojen", "kind": "kecamatan"},
)


def _rice(price_idr: int, stock: int) -> Good:
    return Good(
        name="Beras medium 5 kg",
        category_code="staples",
        commodity_code="rice_medium",
        base_unit="g",
        content=5000,
        price_idr=price_idr,
        stock=stock,
    )


def _good(name: str, code: str | None, unit: str, content: int, price_idr: int, stock: int) -> Good:
    return Good(
        name=name,
        category_code="staples" if code else "food",
        commodity_code=code,
        base_unit=unit,
        content=content,
        price_idr=price_idr,
        stock=stock,
    )


SELLERS = (
    Seller(
        login="siti",
        trade_name="Toko Beras Siti Maimunah",
        phone="081333000101",
        kelurahan_code="35.73.04.1005",
        fee_idr=0,
        goods=(_rice(66_000, 60), _good("Gula pasir 1 kg", "sugar", "g", 1000, 17_400, 80)),
    ),
    Seller(
        login="joko",
        trade_name="Warung Minyak Joko Santoso",
        phone="081333000102",
        kelurahan_code="35.73.02.1001",
        fee_idr=5_000,
        goods=(
            _good("Minyakita 1 liter", "minyakita", "ml", 1000, 15_700, 90),
            _good("Tempe papan", None, "piece", 1, 6_000, 60),
        ),
    ),
    Seller(
        login="wati",
        trade_name="Susu Segar Wati Lestari",
        phone="081333000103",
        kelurahan_code="35.73.05.1004",
        fee_idr=3_000,
        goods=(_good("Susu pasteurisasi 1 liter", "milk", "ml", 1000, 21_500, 70),),
    ),
    Seller(
        login="bambang",
        trade_name="Sembako Bambang Hariadi",
        phone="081333000104",
        kelurahan_code="35.73.01.1005",
        fee_idr=0,
        goods=(
            _good("Beras premium 5 kg", "rice_premium", "g", 5000, 74_300, 50),
            _good("Minyakita 2 liter", "minyakita", "ml", 2000, 31_400, 3),
        ),
    ),
    Seller(
        login="endang",
        trade_name="Kebun Endang Rahayu",
        phone="081333000105",
        kelurahan_code="35.73.03.1008",
        fee_idr=4_000,
        goods=(
            _good("Telur ayam 1 kg", None, "g", 1000, 28_500, 60),
            _good("Gula kelapa 500 g", "sugar", "g", 500, 12_000, 40),
        ),
    ),
)

_OK = Fate.COMPLETED

MEMBERS = (
    Member(
        login="ratna",
        name="Ratna Dewi Puspita",
        employee_number="198504122010012001",
        identity_kind="pns",
        agency_code="DISKOMINFO",
        tpp_eligible=True,
        tpp_ceiling_idr=4_000_000,
        kelurahan_code="35.73.02.1001",
        street="Jalan Kawi Atas 11",
        phone="081234500001",
        baskets=((150_000, _OK), (120_000, _OK), (90_000, _OK), (80_000, Fate.WRONG_CODE_FIRST)),
    ),
    Member(
        login="agus",
        name="Agus Prasetyo Wibowo",
        employee_number="197811232005011003",
        identity_kind="pns",
        agency_code="DISKOMINFO",
        tpp_eligible=True,
        tpp_ceiling_idr=8_000_000,
        kelurahan_code="35.73.05.1004",
        street="Jalan Gajayana 45",
        phone="081234500002",
        baskets=((220_000, _OK), (210_000, _OK), (190_000, _OK), (200_000, _OK), (90_000, _OK)),
    ),
    Member(
        login="lilis",
        name="Lilis Suryani",
        employee_number="199001012021212001",
        identity_kind="pppk",
        agency_code="DISKOMINFO",
        tpp_eligible=True,
        tpp_ceiling_idr=2_500_000,
        kelurahan_code="35.73.04.1005",
        street="Jalan S. Supriadi 8",
        phone="081234500003",
        baskets=((110_000, _OK), (100_000, Fate.CANCELLED), (100_000, _OK), (120_000, _OK)),
    ),
    Member(
        login="hendra",
        name="Hendra Kusuma",
        employee_number="198207152008011005",
        identity_kind="pns",
        agency_code="DISPANGTAN",
        tpp_eligible=True,
        tpp_ceiling_idr=5_000_000,
        kelurahan_code="35.73.01.1005",
        street="Jalan Borobudur 21",
        phone="081234500004",
        baskets=(
            (180_000, _OK),
            (150_000, Fate.SILENT_SELLER),
            (160_000, _OK),
            (120_000, Fate.NEVER_DISPATCHED),
        ),
    ),
    Member(
        login="yuli",
        name="Yuliana Anggraini",
        employee_number="199207302019032004",
        identity_kind="pns",
        agency_code="DISPANGTAN",
        tpp_eligible=True,
        tpp_ceiling_idr=3_200_000,
        kelurahan_code="35.73.03.1008",
        street="Jalan Danau Toba 3",
        phone="081234500005",
        baskets=((160_000, _OK), (90_000, _OK), (110_000, Fate.PAID_IN_MAY)),
    ),
    Member(
        login="dodik",
        name="Dodik Setiawan",
        employee_number="198012242009011002",
        identity_kind="pns",
        agency_code="KEC-KLOJEN",
        tpp_eligible=True,
        tpp_ceiling_idr=6_100_000,
        kelurahan_code="35.73.02.1008",
        street="Jalan Ijen 70",
        phone="081234500006",
        baskets=(
            (200_000, _OK),
            (190_000, Fate.DECLINED),
            (180_000, _OK),
            (170_000, _OK),
            (140_000, _OK),
        ),
    ),
    Member(
        login="nining",
        name="Nining Kartikasari",
        employee_number="199511052022212002",
        identity_kind="pppk",
        agency_code="KEC-KLOJEN",
        tpp_eligible=True,
        tpp_ceiling_idr=2_900_000,
        kelurahan_code="35.73.02.1003",
        street="Jalan Kaliurang 14",
        phone="081234500007",
        baskets=((100_000, _OK), (95_000, Fate.OUT_OF_STOCK), (110_000, Fate.DECLINED)),
    ),
    Member(
        login="slamet",
        name="Slamet Riyadi Utomo",
        employee_number="197503171998031006",
        identity_kind="pns",
        agency_code="KEC-KLOJEN",
        tpp_eligible=True,
        tpp_ceiling_idr=10_400_000,
        kelurahan_code="35.73.02.1005",
        street="Jalan Arjuno 9",
        phone="081234500008",
        baskets=(
            (320_000, _OK),
            (300_000, _OK),
            (260_000, Fate.PRICE_CHANGED),
            (280_000, _OK),
            (240_000, _OK),
            (200_000, Fate.CANCELLED),
        ),
    ),
    Member(
        login="fitri",
        name="Fitri Handayani",
        employee_number="199909092025212003",
        identity_kind="pppk_part_time",
        agency_code="DISKOMINFO",
        tpp_eligible=False,
        tpp_ceiling_idr=0,
        kelurahan_code="35.73.05.1011",
        street="Jalan Letjen Sutoyo 5",
        phone="081234500009",
        baskets=((70_000, _OK), (60_000, _OK)),
    ),
    Member(
        login="wahyu",
        name="Wahyu Nugroho",
        employee_number="198811182014021001",
        identity_kind="pns",
        agency_code="DISPANGTAN",
        tpp_eligible=True,
        tpp_ceiling_idr=4_500_000,
        kelurahan_code="35.73.04.1001",
        street="Jalan Kolonel Sugiono 33",
        phone="081234500010",
        baskets=(
            (150_000, _OK),
            (140_000, Fate.SILENT_SELLER),
            (160_000, _OK),
            (90_000, Fate.OUT_OF_STOCK),
            (170_000, Fate.PAID_IN_MAY),
        ),
    ),
    Member(
        login="maya",
        name="Maya Safitri",
        employee_number="200102142024212001",
        identity_kind="pppk",
        agency_code="DISPANGTAN",
        tpp_eligible=True,
        tpp_ceiling_idr=2_700_000,
        kelurahan_code="35.73.03.1002",
        street="Jalan Mergosono 2",
        phone="081234500011",
        baskets=((105_000, _OK), (95_000, Fate.WRONG_CODE_FIRST), (110_000, _OK)),
    ),
    Member(
        login="teguh",
        name="Teguh Firmansyah",
        employee_number="198606062011011007",
        identity_kind="pns",
        agency_code="KEC-KLOJEN",
        tpp_eligible=True,
        tpp_ceiling_idr=3_900_000,
        kelurahan_code="35.73.02.1009",
        street="Jalan Raya Langsep 40",
        phone="081234500012",
        baskets=((130_000, _OK), (140_000, _OK), (120_000, Fate.PRICE_CHANGED), (150_000, _OK)),
    ),
)


def identifiers() -> tuple[str, ...]:
    """Return every word that must never be met outside a vault."""
    sellers = [word for one in SELLERS for word in (one.trade_name, one.phone)]
    members = [
        word for one in MEMBERS for word in (one.name, one.employee_number, one.street, one.phone)
    ]
    return (*sellers, *members)
