"""The demo: a town in one process, a month of its life, the close, the promises, the report."""

import logging
import secrets
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from kernel.entrypoints.logs import configure_logs
from malpro_embedded.adapters.books import SqlBooks
from malpro_embedded.adapters.http import Api
from malpro_embedded.application.closing import close_month
from malpro_embedded.application.month import Month
from malpro_embedded.application.opening import People, open_town
from malpro_embedded.application.promises import Verdict, verdicts
from malpro_embedded.application.report import report
from malpro_embedded.domain.cast import PERIOD, identifiers
from malpro_embedded.entrypoints.system import System, running_system

START = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
_ADDRESS = "127.0.0.1:8080"
_LOG = "log.jsonl"
_ANY_PORT = "127.0.0.1:0"


def main(arguments: Sequence[str]) -> int:
    """Live the month; return 0 if every promise held."""
    once = "--once" in arguments
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="malpro-demo-") as name:
        folder = Path(name)
        with (folder / _LOG).open("w") as stream:
            configure_logs(service="malpro", process="embedded", stream=stream)
            with running_system(
                folder, START, http_address=_ANY_PORT if once else _ADDRESS, say=say
            ) as system:
                people, judged = _live(system, folder / _LOG)
                say(f"done in {time.monotonic() - started:.0f} s")
                if not once:
                    _serve(system, people)
    return 0 if all(one.holds for one in judged) else 1


def _live(system: System, log: Path) -> tuple[People, list[Verdict]]:
    operator = ("operator", secrets.token_urlsafe(12))
    system.create_operator(*operator)
    people = open_town(Api(system.url), operator, system, say)
    say("April begins")
    month = Month(people, system)
    month.live(say)
    say("the cut-off passes, the month closes")
    closed = close_month(people, system)
    books = SqlBooks(
        {name: (one.definition, one.database) for name, one in system.residents.items()},
        log.read_text().splitlines(),
    )
    judged = verdicts(
        books,
        institution_id=people.institution_id,
        period=PERIOD,
        identifiers=identifiers(),
    )
    for line in report(people, month, closed, judged):
        print(line)
    return people, judged


def _serve(system: System, people: People) -> None:
    buyer, seller = people.buyers[0], people.shops[0]
    print()
    print(f"Malpro listens on {system.url} (OpenAPI: {system.url}/openapi.json). Try:")
    print()
    for name, login in (("BUYER", buyer.member.login), ("SELLER", seller.seller.login)):
        print(f"export {name}={people.tokens[login]}")
    print(f"curl -s {system.url}/v1/products | head -c 600")
    print(f'curl -s -H "Authorization: Bearer $BUYER" {system.url}/v1/orders')
    print(
        f'curl -s -H "Authorization: Bearer $BUYER"'
        f" {system.url}/v1/obligations/{buyer.membership_id}/{PERIOD}"
    )
    print()
    print("Ctrl-C ends it; everything it made is removed.")
    try:
        while True:
            system.run_clock(1.0)
    except KeyboardInterrupt:
        logging.getLogger(__name__).info("demo.stopped")


def say(text: str) -> None:
    print(f"· {text}", flush=True)
