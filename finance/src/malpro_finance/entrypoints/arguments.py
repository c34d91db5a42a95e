"""What may be written behind `finance`."""

import argparse
from datetime import date
from pathlib import Path

from malpro_finance.adapters.forms import FORMS
from malpro_finance.adapters.stream import STREAM
from malpro_finance.application.starting import Start, StartMalformed
from malpro_finance.domain.chain import Link
from malpro_finance.domain.words import Lang

HEAD = "head"
_ABOUT = """\
Follow, verify and add up the finance chain of Malpro.

environment:
  MALPRO_AMQP_URL            the broker, as amqp://user:password@host:5672/
  MALPRO_URL                 the gateway, as https://malpro.example
  MALPRO_FINANCE_TOKEN       a token of an account of finance or an auditor, or
  MALPRO_FINANCE_TOKEN_FILE  a file where somebody keeps a fresh one
"""
_CODES = """\
exit codes:
  0  done, and all is well; also after Ctrl-C or SIGTERM
  1  the chain is broken, or the sums of a day differ
  2  the command or the environment lacks something
  3  the output, its place or the file cannot be used
  4  broker or gateway refuse, or do not have what is needed
"""


def parser() -> argparse.ArgumentParser:
    root = argparse.ArgumentParser(
        prog="finance",
        description=_ABOUT,
        epilog=_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_tail(commands.add_parser("tail", help="follow the chain, from any place on"))
    _add_verify(commands.add_parser("verify", help="check a chain file, without a network"))
    _add_report(commands.add_parser("report", help="add up one business day"))
    return root


def _add_tail(tail: argparse.ArgumentParser) -> None:
    tail.description = (
        "Writes every event once, in order, and only what is verified. With --output it remembers"
        " its place in the same step: stop or kill it whenever you like, and start it again."
    )
    tail.add_argument(
        "--from",
        dest="start",
        type=_start,
        default=Start(),
        metavar="first|SEQ|DATE",
        help="where a new output begins; a day begins with what was booked first on it, in WIB",
    )
    tail.add_argument("--format", choices=tuple(FORMS), default="table")
    tail.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    tail.add_argument(
        "--place", type=Path, metavar="FILE", help="where to remember it; default: OUTPUT.place"
    )
    tail.add_argument(
        "--until",
        type=_until,
        metavar="SEQ|head",
        help="end with this number, or where it ends now",
    )
    tail.add_argument("--once", action="store_true", help="the same as --until head")
    tail.add_argument("--http-only", action="store_true", help="do not use the broker")
    tail.add_argument(
        "--stream",
        default=STREAM,
        metavar="NAME",
        help=f"the broker's name of it; default: {STREAM}",
    )
    _add_lang(tail, "the table's")


def _add_verify(verify: argparse.ArgumentParser) -> None:
    verify.description = "Reads a file of finance tail --format jsonl and says where it breaks."
    verify.add_argument("file", type=Path, metavar="FILE")
    known = verify.add_mutually_exclusive_group()
    known.add_argument("--place", type=Path, metavar="FILE", help="the place that tail kept for it")
    known.add_argument(
        "--head", type=_link, metavar="SEQ:HASH", help="the last link, as somebody else noted it"
    )
    verify.add_argument(
        "--after",
        type=_link,
        metavar="SEQ:HASH",
        help="the link before the first line; default: it is the first of all",
    )
    _add_lang(verify, "the answer's")


def _add_report(report: argparse.ArgumentParser) -> None:
    report.description = "Adds up one business day, from a whole chain: of a file, or over HTTP."
    report.add_argument("day", type=date.fromisoformat, metavar="DATE", help="as 2026-03-02")
    report.add_argument(
        "--file", type=Path, metavar="FILE", help="of finance tail --from first --format jsonl"
    )
    _add_lang(report, "the report's")


def _add_lang(command: argparse.ArgumentParser, whose: str) -> None:
    command.add_argument(
        "--lang", type=Lang, choices=tuple(Lang), default=Lang.ID, help=f"{whose} language"
    )


def _start(text: str) -> Start:
    try:
        return Start.parse(text)
    except StartMalformed as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _until(text: str) -> int | str:
    if text == HEAD:
        return HEAD
    if text.isascii() and text.isdigit() and int(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"{text!r} is neither a number from 1 nor head")


def _link(text: str) -> Link:
    number, _, hash_ = text.partition(":")
    if number.isascii() and number.isdigit() and len(hash_) == len("0" * 64):
        return Link(financeseq=int(number), hash=hash_.lower())
    raise argparse.ArgumentTypeError(f"{text!r} is not written as 1234:64-hexadecimal-digits")
