"""The demo: a town in one process, a month of its life, the close, the promises, the report."""

import os
import secrets
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kernel.entrypoints.logs import configure_logs
from kernel.entrypoints.nameko_green import interrupt_here
from malpro_embedded.adapters.books import SqlBooks
from malpro_embedded.adapters.http import Api
from malpro_embedded.adapters.places import kelurahan_names
from malpro_embedded.application.closing import close_month
from malpro_embedded.application.month import Month
from malpro_embedded.application.opening import People, open_town
from malpro_embedded.application.promises import Verdict, verdicts
from malpro_embedded.application.report import report
from malpro_embedded.application.report_layout import Look
from malpro_embedded.domain.cast import PERIOD, identifiers
from malpro_embedded.domain.charts import can_draw
from malpro_embedded.domain.words import LanguageUnknown, words_in
from malpro_embedded.entrypoints.system import System, running_system

START = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
_ADDRESS = "127.0.0.1:8080"
_LOG = "log.jsonl"
_TOKENS = Path("build/demo.sh")
_TICK_S = 0.2
_ANY_PORT = "127.0.0.1:0"


def main(arguments: Sequence[str]) -> int:
    """Live the month; return 0 if every promise held."""
    once = "--once" in arguments
    try:
        look = look_of(os.environ, sys.stdout.encoding)
    except LanguageUnknown as error:
        print(error, file=sys.stderr)
        return 1
    interrupt_here()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="malpro-demo-") as name:
        folder = Path(name)
        with (folder / _LOG).open("w") as stream:
            configure_logs(service="malpro", process="embedded", stream=stream)
            with running_system(
                folder,
                START,
                http_address=_ANY_PORT if once else os.environ.get("MALPRO_HTTP_ADDRESS", _ADDRESS),
                say=say,
            ) as system:
                people, judged = _live(system, folder / _LOG, look)
                say(f"done in {time.monotonic() - started:.0f} s")
                if not once:
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
        places=kelurahan_names(),
    )


def _live(system: System, log: Path, look: Look) -> tuple[People, Sequence[Verdict]]:
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
    told = report(people, month, closed, judged, look)
    print("\n".join(told.lines), flush=True)
    return people, told.verdicts


def _serve(system: System, people: People) -> None:
    buyer, shop = people.buyers[0], people.shops[0]
    ready = {
        "URL": system.url,
        "BUYER": people.tokens[buyer.member.login],
        "SELLER": people.tokens[shop.seller.login],
        "MERCHANT_ID": shop.merchant_id,
        "MEMBERSHIP_ID": buyer.membership_id,
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


def say(text: str) -> None:
    print(f"· {text}", flush=True)
