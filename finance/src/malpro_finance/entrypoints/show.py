"""What a clerk reads: the report of a day, and what a verification found."""

import textwrap
from collections.abc import Iterable, Iterator

from malpro_finance.application.verifying import Verified
from malpro_finance.domain.chain import ChainBroken, Reason
from malpro_finance.domain.day import DayReport, GroupSum, Movement
from malpro_finance.domain.words import Lang, kind_word, rupiah, text

SHORT = 8
_REASONS = {
    Reason.MALFORMED: "baris ini bukan amplop JSON yang baku (RFC 8785)",
    Reason.ALTERED: "isinya diubah: hash-nya tidak cocok",
    Reason.REPEATED: "nomor ini sudah ada: baris diulang, disisipkan, atau dipindah",
    Reason.MISSING: "satu baris atau lebih di depannya hilang",
    Reason.MOVED: "baris tertukar atau dipindah",
    Reason.FOREIGN: "bukan lanjutan baris sebelumnya: berasal dari rantai lain",
    Reason.CUT: "baris terakhir terpotong",
    Reason.SHORT: "akhir berkas hilang",
    Reason.SURPLUS: "masih ada baris sesudah akhir yang dicatat",
    Reason.OTHER_HEAD: "akhirnya bukan yang dicatat: rantai lain, atau ditulis ulang",
}


def found(broken: ChainBroken, lang: Lang) -> Iterator[str]:
    """Yield what is wrong, and what to do now."""
    number = "?" if broken.financeseq is None else broken.financeseq
    if lang is Lang.EN:
        yield f"BROKEN in line {broken.line_no}, financeseq {number} ({broken.reason}):"
        yield _detail(broken)
        yield "Keep the file as it is, take the chain anew with finance tail --from first,"
        yield "and tell whoever runs Malpro."
        return
    yield f"PUTUS di baris {broken.line_no}, financeseq {number} ({broken.reason}):"
    yield f"  {_REASONS[broken.reason]}."
    yield _detail(broken)
    yield "Simpan berkas ini apa adanya, ambil ulang dengan finance tail --from first,"
    yield "dan beri tahu pengelola Malpro."


def _detail(broken: ChainBroken) -> str:
    return textwrap.fill(
        f"{broken.detail}.", 79, initial_indent="  ", subsequent_indent="  ", break_long_words=False
    )


def holds(verified: Verified, lang: Lang) -> Iterator[str]:
    count, first, last = verified.lines, verified.first, verified.last
    numbers = f"{first}..{last.financeseq}" if count else "-"
    if lang is Lang.EN:
        yield f"Whole: {count} lines, financeseq {numbers}; each follows the one before."
        yield f"Head: {last}"
        if not verified.vouched:
            yield "Whether lines are missing at the end shows only against a head that somebody"
            yield "else has kept: --place FILE, or --head SEQ:HASH from GET /v1/finance/head."
        return
    yield f"Utuh: {count} baris, financeseq {numbers}; setiap baris menyambung."
    yield f"Ujung: {last}"
    if not verified.vouched:
        yield "Baris yang hilang di akhir hanya tampak bila dibandingkan dengan ujung yang"
        yield "disimpan pihak lain: --place FILE, atau --head SEQ:HASH dari GET /v1/finance/head."


def report(day: DayReport, lang: Lang) -> Iterator[str]:
    """Yield the lines of a report, eighty columns wide."""
    yield f"{text('day', lang)} {day.day:%d-%m-%Y} (WIB)"
    yield "=" * 80
    if day.events:
        yield from _types(day, lang)
        yield from _groups(text("by_seller", lang), day.by_seller, lang, short=True)
        yield from _groups(text("by_method", lang), day.by_method, lang)
    else:
        yield text("nothing", lang)
        yield ""
    yield from _movements(text("positions", lang), ("plus", "minus"), day.positions, lang)
    yield from _movements(text("accounts", lang), ("debit", "credit"), day.accounts, lang)
    yield from _remarks(day, lang)


def _types(day: DayReport, lang: Lang) -> Iterator[str]:
    head = (text("by_type", lang), text("count", lang), text("amount", lang))
    yield f"{head[0]:40} {head[1]:>12} {head[2]:>26}"
    yield "-" * 80
    for one in day.by_type:
        amount = rupiah(one.amount_idr, lang)
        yield f"{kind_word(one.type, lang):40} {one.events:>12} {amount:>26}"
    yield ""


def _groups(
    title: str, groups: Iterable[GroupSum], lang: Lang, *, short: bool = False
) -> Iterator[str]:
    """:param short: the keys are long ids; their ends tell them apart"""
    names = ("count", "asked", "called_off", "received", "corrected", "refunded")
    yield f"{title} (Rp)" + (f"; {text('short', lang)}" if short else "")
    yield _group_line("", [text(name, lang) for name in names])
    yield "-" * 80
    groups = tuple(groups)
    for one in groups:
        yield _group_line(one.key[-SHORT:], _group_cells([one], lang))
    yield _group_line(text("total", lang), _group_cells(groups, lang))
    yield ""


def _group_cells(groups: Iterable[GroupSum], lang: Lang) -> list[str]:
    groups = tuple(groups)
    sums = (
        sum(one.asked_idr for one in groups),
        sum(one.called_off_idr for one in groups),
        sum(one.received_idr for one in groups),
        sum(one.corrected_idr for one in groups),
        sum(one.refunded_idr for one in groups),
    )
    return [str(sum(one.events for one in groups)), *(rupiah(one, lang) for one in sums)]


def _group_line(key: str, cells: Iterable[str]) -> str:
    count, asked, called_off, received, corrected, refunded = cells
    return (
        f"{key:8} {count:>7} {asked:>13} {called_off:>11} {received:>13} {corrected:>11}"
        f" {refunded:>11}"
    )


def _movements(
    title: str, ways: tuple[str, str], movements: Iterable[Movement], lang: Lang
) -> Iterator[str]:
    yield title
    names = [text(name, lang) for name in ("opening", *ways, "closing")]
    yield _movement_line("", names)
    yield "-" * 80
    for one in movements:
        sums = (one.opening_idr, one.plus_idr, one.minus_idr, one.closing_idr)
        yield _movement_line(text(one.name, lang), [rupiah(amount, lang) for amount in sums])
    yield ""


def _movement_line(name: str, cells: Iterable[str]) -> str:
    opening, plus, minus, closing = cells
    return f"{name:22} {opening:>14} {plus:>13} {minus:>13} {closing:>14}"


def _remarks(day: DayReport, lang: Lang) -> Iterator[str]:
    for count, name in (
        (day.booked_later, "booked_later"),
        (day.brought_earlier, "brought_earlier"),
    ):
        if count:
            yield f"{count} {text(name, lang)}."
    if day.unknown_types:
        yield f"{len(day.unknown_types)} {text('unknown', lang)}: {', '.join(day.unknown_types)}"
    if day.agrees:
        yield text("agrees", lang)
    for check in day.checks:
        if not check.holds:
            sums = f"{rupiah(check.one_idr, lang)} <> {rupiah(check.other_idr, lang)}"
            yield f"{text('differs', lang)}: {check.name}: {sums}"
    yield f"{text('through', lang)}:"
    yield f"  {day.head}"
