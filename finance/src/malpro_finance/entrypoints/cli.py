"""The `finance` command."""

import argparse
import logging
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from malpro_finance.adapters.forms import FORMS, Jsonl
from malpro_finance.adapters.place import Keeper, PlaceUnusable, read_place
from malpro_finance.adapters.stream import RabbitStream
from malpro_finance.adapters.terminal import ProcessLife, TerminalNotes, wrapped
from malpro_finance.application.ports import Away, Feed, Refused
from malpro_finance.application.reporting import chain_in, chain_of
from malpro_finance.application.starting import find_start
from malpro_finance.application.tailing import Tail
from malpro_finance.application.verifying import verify
from malpro_finance.domain.chain import ChainBroken, Link
from malpro_finance.domain.day import BeginningMissing, day_report
from malpro_finance.domain.errors import FinanceError
from malpro_finance.domain.money import EventUnreadable
from malpro_finance.entrypoints import show
from malpro_finance.entrypoints.arguments import HEAD, parser
from malpro_finance.settings import Settings, SettingsMissing

DONE, FOUND, MISUSED, UNUSABLE, REFUSED = range(5)
_CODES: Mapping[type[FinanceError], int] = {
    ChainBroken: FOUND,
    SettingsMissing: MISUSED,
    PlaceUnusable: UNUSABLE,
    BeginningMissing: UNUSABLE,
    EventUnreadable: UNUSABLE,
    Away: REFUSED,
    Refused: REFUSED,
}


def main(arguments: list[str] | None = None) -> int:
    # pika would tell every lost connection twice.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    wanted = parser().parse_args(arguments)
    try:
        return _COMMANDS[wanted.command](wanted)
    except FinanceError as error:
        print(wrapped(f"finance: {error}"), file=sys.stderr)
        return _CODES[type(error)]
    except BrokenPipeError:
        # Whoever read us has seen enough; Python must not stumble over it once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        print(wrapped(f"finance: {error}; mend that and start again"), file=sys.stderr)
        return UNUSABLE


def tail(wanted: argparse.Namespace) -> int:
    settings = Settings.from_env(os.environ)
    once = wanted.once or wanted.until == HEAD
    until = None if wanted.until == HEAD else wanted.until
    life = ProcessLife()
    notes = TerminalNotes(live=wanted.output is not None or not sys.stdout.isatty())
    life.install()
    stream = _stream(settings, wanted.stream, http_only=wanted.http_only)
    feed = _feed(settings, needed=stream is None)
    form = FORMS[wanted.format](wanted.lang)
    keeper = Keeper(form, sys.stdout.buffer, place=_place(wanted), output=wanted.output)
    try:
        with keeper:
            if not keeper.begun:
                origin = find_start(
                    wanted.start, stream=stream, feed=feed, life=life, notes=notes, once=once
                )
                if origin is None:
                    return DONE
                keeper.begin(origin)
            run = Tail(
                kept=keeper,
                stream=stream,
                feed=feed,
                life=life,
                notes=notes,
                until=until,
                once=once,
            )
            _tell_end(run.run(), notes, wanted.output)
    finally:
        notes.close()
    return DONE


def verify_file(wanted: argparse.Namespace) -> int:
    after, head, lines = wanted.after, wanted.head, None
    if wanted.place is not None:
        place = read_place(wanted.place)
        if place.form != Jsonl.name:
            raise PlaceUnusable(f"{wanted.place} belongs to a {place.form}, not to a chain file")
        after, head = place.origin, place.last
    try:
        with wanted.file.open("rb") as lines:
            verified = verify(lines, after=after, head=head)
    except ChainBroken as broken:
        _print(show.found(broken, wanted.lang))
        return FOUND
    _print(show.holds(verified, wanted.lang))
    return DONE


def report(wanted: argparse.Namespace) -> int:
    if wanted.file is None:
        feed = Settings.from_env(os.environ).feed()
        day = day_report(chain_of(feed), wanted.day)
    else:
        with wanted.file.open("rb") as lines:
            day = day_report(chain_in(lines), wanted.day)
    _print(show.report(day, wanted.lang))
    return DONE if day.agrees else FOUND


_COMMANDS = {"tail": tail, "verify": verify_file, "report": report}


def _stream(settings: Settings, name: str, *, http_only: bool) -> RabbitStream | None:
    if http_only:
        return None
    if settings.amqp_url is None:
        if settings.has_feed:
            return None
        raise SettingsMissing(
            "set MALPRO_AMQP_URL (the broker), or MALPRO_URL and MALPRO_FINANCE_TOKEN (the HTTP"
            " feed), better all three"
        )
    return RabbitStream(settings.amqp_url, name)


def _feed(settings: Settings, *, needed: bool) -> Feed | None:
    if not needed and not settings.has_feed:
        return None
    return settings.feed()


def _place(wanted: argparse.Namespace) -> Path | None:
    if wanted.place is None and wanted.output is not None:
        output: Path = wanted.output
        return output.with_name(f"{output.name}.place")
    place: Path | None = wanted.place
    return place


def _tell_end(last: Link, notes: TerminalNotes, output: Path | None) -> None:
    where = f" in {output}" if output else ""
    notes.say(f"ended with {last.financeseq}{where}; the head is {last}")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
