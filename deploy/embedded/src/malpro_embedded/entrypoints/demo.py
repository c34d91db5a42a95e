"""The demo: a city in one process, a month of its life, the close, the promises, the report."""

import os
import secrets
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from io import TextIOWrapper
from pathlib import Path

from kernel.entrypoints.logs import configure_logs
from kernel.entrypoints.nameko_green import interrupt_here
from malpro_embedded.adapters.books import SqlBooks
from malpro_embedded.adapters.crowd import Crowd
from malpro_embedded.adapters.http import Api, patient_session
from malpro_embedded.adapters.progress import MonthBar
from malpro_embedded.application.closing import close_month, cut_off
from malpro_embedded.application.month import Month
from malpro_embedded.application.opening import open_town
from malpro_embedded.application.people import People
from malpro_embedded.application.promises import Verdict, verdicts
from malpro_embedded.application.report import report
from malpro_embedded.application.report_layout import Look
from malpro_embedded.domain.cast import PERIOD, Cast, identifiers
from malpro_embedded.domain.charts import can_draw
from malpro_embedded.domain.city import MALANG, SMALL, invent
from malpro_embedded.domain.places import BY_CODE
from malpro_embedded.domain.prints import print_of
from malpro_embedded.domain.words import LanguageUnknown, words_in
from malpro_embedded.entrypoints.system import System, running_system

START = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
_ADDRESS = "127.0.0.1:8080"
_LOG = "log.jsonl"
_TOKENS = Path("build/demo.sh")
_TICK_S = 0.2
_ANY_PORT = "127.0.0.1:0"
_CROWD = 40
# By then the month is open, and it is known until when cash counts for it.
_BEGUN = datetime(2026, 4, 1, 17, 0, tzinfo=UTC)


def main(arguments: Sequence[str]) -> int:
    """Live the month; return 0 if every promise held."""
    asked = _asked(arguments)
    try:
        look = look_of(os.environ, sys.stdout.encoding)
    except LanguageUnknown as error:
        print(error, file=sys.stderr)
        return 1
    if look.plain and isinstance(sys.stdout, TextIOWrapper):
        # The story's own lines have dots as well; better a question mark than no demo.
        sys.stdout.reconfigure(errors="replace")
    interrupt_here()
    watch = _Watch()
    address = os.environ.get("MALPRO_HTTP_ADDRESS", _ADDRESS)
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="malpro-demo-") as name:
        folder = Path(name)
        with (folder / _LOG).open("w") as stream:
            configure_logs(service="malpro", process="embedded", stream=stream)
            with running_system(
                folder, START, http_address=_ANY_PORT if asked.once else address, say=say
            ) as system:
                watch.note("start")
                people, judged = _live(system, folder / _LOG, asked, watch, look)
                say(f"done in {watch.total_s:.0f} s")
                if not asked.once:
                    _serve(system, people)
    return 0 if all(one.holds for one in judged) else 1


def look_of(environ: Mapping[str, str], encoding: str | None) -> Look:
    """
    Return how the report is to be written.

    :raises LanguageUnknown: it cannot be written in the language that is asked for
    """
    return Look(
        words=words_in(environ.get("REPORT_LANG")),
        plain=not can_draw(encoding),
        places={code: (one.name, one.kecamatan) for code, one in BY_CODE.items()},
    )


def _asked(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="malpro-embedded demo")
    parser.add_argument("--once", action="store_true", help="end after the report")
    parser.add_argument("--seed", type=int, default=2026, help="another seed, another city")
    parser.add_argument("--city", choices=(SMALL, MALANG), default=MALANG)
    return parser.parse_args(arguments)


class _Watch:
    """How long each part has taken."""

    def __init__(self) -> None:
        self._started = self._last = time.monotonic()
        self._parts: list[str] = []

    @property
    def total_s(self) -> float:
        return time.monotonic() - self._started

    def note(self, part: str) -> None:
        now = time.monotonic()
        self._parts.append(f"{part} {now - self._last:.0f}")
        self._last = now

    def __str__(self) -> str:
        return ", ".join(self._parts)


def _live(
    system: System, log: Path, asked: Namespace, watch: _Watch, look: Look
) -> tuple[People, Sequence[Verdict]]:
    cast = invent(asked.city, asked.seed)
    operator = ("operator", secrets.token_urlsafe(12))
    system.create_operator(*operator)
    crowd = Crowd(_CROWD)
    people = open_town(
        Api(system.url, session=patient_session()), operator, system, say, cast, crowd.together
    )
    watch.note("opening")
    say(f"April begins; nobody knows yet how it ends (seed {asked.seed})")
    with MonthBar(say) as bar:
        month = Month(people, system, cast, asked.seed, crowd.together, bar.show)
        month.begin()
        month.live(_BEGUN)
        month.live(cut_off(people))
        watch.note("month")
        say("the cut-off passes, the month closes")
        closed = close_month(people, system)
        watch.note("close")
        month.life.closed = True
        month.live()
        system.move_to(system.now() + timedelta(days=1))
        system.settle()
        watch.note("after")
    books = SqlBooks(
        {name: (one.definition, one.database) for name, one in system.residents.items()},
        log.read_text().splitlines(),
    )
    say("the books of every service are opened, and each promise is looked at")
    judged = _judge(books, people, cast)
    watch.note("promises")
    told = report(people, month, closed, judged, look)
    watch.note("report")
    _tell(month, books)
    say(f"seconds: {watch}")
    print("\n".join(told.lines), flush=True)
    return people, told.verdicts


def _tell(month: Month, books: SqlBooks) -> None:
    say(f"as people tell it: {_counts(month.fates)}; and besides: {_counts(month.extras)}")
    say(f"what the API said no to: {_counts(month.refused)}")
    say(f"print of the books: {print_of(books.told())} ({month.cast.name}, seed {month.seed})")


def _judge(books: SqlBooks, people: People, cast: Cast) -> list[Verdict]:
    return verdicts(
        books,
        institution_id=people.institution_id,
        period=PERIOD,
        identifiers=identifiers(cast),
    )


def _serve(system: System, people: People) -> None:
    buyer, shop = people.buyers[0], people.shops[0]
    ready = {
        "URL": system.url,
        "BUYER": people.tokens[buyer.member.login],
        "SELLER": people.tokens[shop.seller.login],
        "FINANCE": people.tokens["petugas-finance"],
        "AUDITOR": people.tokens["petugas-auditor"],
        "HR": people.tokens["petugas-hr-officer"],
        "MERCHANT_ID": shop.merchant_id,
        "MEMBERSHIP_ID": buyer.membership_id,
        "INSTITUTION_ID": people.institution_id,
        "KELURAHAN_CODE": buyer.member.kelurahan_code,
        "PERIOD": PERIOD,
        "MALPRO_URL": system.url,
        "MALPRO_FINANCE_TOKEN": people.tokens["petugas-finance"],
    }
    _TOKENS.parent.mkdir(exist_ok=True)
    _TOKENS.touch(mode=0o600)
    _TOKENS.write_text("".join(f"export {name}={value}\n" for name, value in ready.items()))
    print(f"\nMalpro listens on {system.url} ({system.url}/openapi.json). In another terminal:\n")
    print(f"  . {_TOKENS}")
    print('  curl -s "$URL/v1/products?limit=2"')
    print('  curl -s -H "Authorization: Bearer $BUYER" "$URL/v1/orders?as_role=buyer&limit=2"')
    print(
        '  curl -s -H "Authorization: Bearer $BUYER" "$URL/v1/obligations/$MEMBERSHIP_ID/$PERIOD"'
    )
    print(
        "\nThe README goes on from here. Ctrl-C ends it; everything it made is removed.", flush=True
    )
    try:
        while True:
            system.run_clock(_TICK_S)
    except KeyboardInterrupt:
        say("the town closes")
    finally:
        _TOKENS.unlink(missing_ok=True)


def _counts(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(counted.items())) or "nothing"


def say(text: str) -> None:
    print(f"· {text}", flush=True)
