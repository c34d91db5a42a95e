"""A few people for `make run`, so that there is somebody to be, and money to follow."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from kernel.domain.wib import period_of
from malpro_embedded.adapters.fleet import Fleet, executable
from malpro_embedded.adapters.http import Api
from malpro_embedded.adapters.real_time import RealTime, await_ready
from malpro_embedded.adapters.tokens import exported
from malpro_embedded.application.opening import People, open_town

TOKENS = Path("build/run.sh")


class _Interrupted(BaseException):
    """Somebody has lost patience."""


@contextmanager
def few_people(
    fleet: Fleet, operator: tuple[str, str], stopping: threading.Event
) -> Iterator[None]:
    """
    Let them move in, and tell a visitor how to be one of them.

    :raises NeverReady: a service does not answer
    :raises ApiProblem: somebody was refused
    """
    print("\nA few people move in …", flush=True)
    try:
        with _raising(stopping):
            values = _move_in(fleet, operator)
    except _Interrupted:
        yield
        return
    with exported(TOKENS, values):
        print("They live here now. In another terminal, for the README's order and for finance:\n")
        print(f"  . {TOKENS}")
        print(f"  {executable('finance')} tail\n", flush=True)
        yield


def url_of(fleet: Fleet) -> str:
    return f"http://{fleet.env['MALPRO_HTTP_ADDRESS']}"


def _move_in(fleet: Fleet, operator: tuple[str, str]) -> dict[str, str]:
    public = Api(url_of(fleet))
    await_ready(public)
    people = open_town(public, operator, RealTime(), lambda _: None)
    period = period_of(datetime.now(UTC))
    people.officers["policy_officer"].post(
        f"/v1/periods/{period}/opening", {"institution_id": people.institution_id}
    )
    return _visitor(fleet, people, period)


def _visitor(fleet: Fleet, people: People, period: str) -> dict[str, str]:
    buyer, shop = people.buyers[0], people.shops[0]
    finance = people.tokens["petugas-finance"]
    return {
        "URL": url_of(fleet),
        "BUYER": people.tokens[buyer.member.login],
        "SELLER": people.tokens[shop.seller.login],
        "FINANCE": finance,
        "MERCHANT_ID": shop.merchant_id,
        "MEMBERSHIP_ID": buyer.membership_id,
        "KELURAHAN_CODE": buyer.member.kelurahan_code,
        "PERIOD": period,
        # For the command `finance`.
        "MALPRO_URL": url_of(fleet),
        "MALPRO_AMQP_URL": fleet.env["MALPRO_AMQP_URL"],
        "MALPRO_FINANCE_TOKEN": finance,
    }


@contextmanager
def _raising(stopping: threading.Event) -> Iterator[None]:
    """Let a signal end the block at once, and not only what comes after it."""

    def give_up(_number: int, _frame: FrameType | None) -> None:
        stopping.set()
        raise _Interrupted

    before = {one: signal.signal(one, give_up) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
