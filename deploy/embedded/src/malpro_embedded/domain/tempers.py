"""How people are: what a seller and a buyer of each temper tend to do, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SellerTemper(StrEnum):
    PROMPT = "prompt"
    SLOW = "slow"
    FORGETFUL = "forgetful"
    STRICT = "strict"


class BuyerTemper(StrEnum):
    DILIGENT = "diligent"
    STEADY = "steady"
    LATE = "late"
    FORGETFUL = "forgetful"
    RELUCTANT = "reluctant"


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerHabits:
    """
    What a seller does; shares are in thousandths, spans in minutes.

    :param answers: how long she takes to answer an order
    :param packs: how long she takes from there to setting out
    :param silent: how often she never answers
    :param declines: how often she says no, and why follows from the order
    :param least_idr: orders below it are too small for her
    :param stays: how often she accepts and never sets out
    :param calls_off: how often she accepts and then cannot
    :param mistypes: how often she writes down another sum than she took
    :param unrecorded: how often she forgets to record the hand-over at all
    """

    answers: tuple[int, int]
    packs: tuple[int, int]
    silent: int
    declines: int
    least_idr: int
    stays: int
    calls_off: int
    mistypes: int
    unrecorded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerHabits:
    """
    What a buyer does; shares are in thousandths.

    :param reach: which share of her duty she means to buy
    :param visits: on how many days she shops
    :param days: between which days of the month
    :param absent: how often nobody is there in working hours
    :param no_cash: how often she has no money at the door
    :param changes_mind: how often she cancels
    :param patience: after how many minutes without an answer she thinks of cancelling
    :param agrees: how often she takes goods at a new price
    :param confirms: how often she confirms cash herself instead of being silent
    :param returns: how often something comes back
    """

    reach: tuple[int, int]
    visits: tuple[int, int]
    days: tuple[int, int]
    absent: int
    no_cash: int
    changes_mind: int
    patience: int
    agrees: int
    confirms: int
    returns: int


SELLER_HABITS: Mapping[SellerTemper, SellerHabits] = {
    SellerTemper.PROMPT: SellerHabits(
        answers=(5, 45),
        packs=(30, 120),
        silent=2,
        declines=8,
        least_idr=0,
        stays=2,
        calls_off=6,
        mistypes=8,
        unrecorded=4,
    ),
    SellerTemper.SLOW: SellerHabits(
        answers=(60, 180),
        packs=(120, 420),
        silent=15,
        declines=15,
        least_idr=0,
        stays=15,
        calls_off=15,
        mistypes=8,
        unrecorded=10,
    ),
    SellerTemper.FORGETFUL: SellerHabits(
        answers=(30, 180),
        packs=(60, 480),
        silent=150,
        declines=15,
        least_idr=0,
        stays=50,
        calls_off=20,
        mistypes=30,
        unrecorded=30,
    ),
    SellerTemper.STRICT: SellerHabits(
        answers=(10, 60),
        packs=(30, 180),
        silent=2,
        declines=40,
        least_idr=25_000,
        stays=2,
        calls_off=5,
        mistypes=2,
        unrecorded=2,
    ),
}
BUYER_HABITS: Mapping[BuyerTemper, BuyerHabits] = {
    BuyerTemper.DILIGENT: BuyerHabits(
        reach=(1_080, 1_250),
        visits=(4, 5),
        days=(1, 24),
        absent=60,
        no_cash=5,
        changes_mind=10,
        patience=300,
        agrees=950,
        confirms=850,
        returns=25,
    ),
    BuyerTemper.STEADY: BuyerHabits(
        reach=(1_010, 1_120),
        visits=(3, 5),
        days=(1, 28),
        absent=110,
        no_cash=10,
        changes_mind=20,
        patience=240,
        agrees=850,
        confirms=500,
        returns=20,
    ),
    BuyerTemper.LATE: BuyerHabits(
        reach=(1_000, 1_060),
        visits=(3, 4),
        days=(22, 30),
        absent=130,
        no_cash=15,
        changes_mind=15,
        patience=180,
        agrees=900,
        confirms=400,
        returns=20,
    ),
    BuyerTemper.FORGETFUL: BuyerHabits(
        reach=(550, 980),
        visits=(1, 3),
        days=(5, 30),
        absent=200,
        no_cash=30,
        changes_mind=30,
        patience=240,
        agrees=700,
        confirms=200,
        returns=15,
    ),
    BuyerTemper.RELUCTANT: BuyerHabits(
        reach=(0, 500),
        visits=(0, 2),
        days=(8, 30),
        absent=150,
        no_cash=20,
        changes_mind=60,
        patience=120,
        agrees=500,
        confirms=200,
        returns=30,
    ),
}
