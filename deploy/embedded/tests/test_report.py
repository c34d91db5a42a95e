"""The report of a whole city: it fits, speaks one language, and hides no difference."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from report_city import LATE, answers, orders_told

from malpro_embedded.application.figures import Answers, Figures
from malpro_embedded.application.figures_making import figures_of
from malpro_embedded.application.promises import Fact, verdicts
from malpro_embedded.application.report import Report, written
from malpro_embedded.application.report_layout import WIDTH, Look
from malpro_embedded.domain.places import BY_CODE
from malpro_embedded.domain.words import every_word, words_in

PLACES = {code: (one.name, one.kecamatan) for code, one in BY_CODE.items()}
LOOKS = [(language, plain) for language in ("id", "en") for plain in (False, True)]


class EmptyBooks:
    """Books in which nothing is written."""

    def facts(self, service: str, *types: str) -> Sequence[Fact]:
        del service, types
        return []

    def breaches(self, service: str) -> Sequence[str]:
        return [service]

    def lags(self) -> Mapping[str, int]:
        return {}

    def recomputed_equals_stored(self, institution_id: str, period: str) -> bool:
        del institution_id, period
        return False

    def written(self) -> Iterable[str]:
        return []


@cache
def city() -> Answers:
    return answers()


def look(language: str = "id", *, plain: bool = False) -> Look:
    return Look(words=words_in(language), plain=plain, places=PLACES)


def figures(found: Answers) -> Figures:
    return figures_of(found, orders_told=orders_told(city()))


def printed(found: Answers, seen: Look | None = None) -> Report:
    judged = verdicts(EmptyBooks(), institution_id="i", period="2026-04", identifiers=["x"])
    return written(figures(found), judged, seen or look())


@pytest.mark.parametrize(("language", "plain"), LOOKS)
def test_every_line_fits_and_every_gap_is_filled(language: str, plain: bool) -> None:  # noqa: FBT001
    lines = printed(city(), look(language, plain=plain)).lines

    assert max(map(len, lines)) <= WIDTH
    assert [line for line in lines if "{" in line or line != line.rstrip()] == []
    assert not plain or all(line.isascii() for line in lines)


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_speaks_one_language(language: str) -> None:
    text = "\n".join(printed(city(), look(language)).lines)
    other = 1 if language == "id" else 0
    foreign = [
        pair[other]
        for pair in every_word().values()
        if pair[0] != pair[1] and len(pair[other]) > 9 and "{" not in pair[other]
    ]

    assert [one for one in foreign if one in text] == []


def test_each_reader_finds_the_main_figures() -> None:
    found, text = figures(city()), "\n".join(printed(city()).lines)
    words = look().words

    for figure in (
        words.rupiah(found.market.turnover_idr),
        words.ratio(found.market.gini_bp),
        words.rupiah(found.city.shortfall_idr),
        words.rupiah(found.closing.totals["credited_idr"]),
        found.finance.head,
        f"{LATE} pengembalian uang",
    ):
        assert figure in text
    assert sum(line.startswith("  KEC-A") for line in text.splitlines()) == 40


def test_parts_add_up_to_the_whole() -> None:
    found = figures(city())

    assert sum(one.goods_idr for one in found.market.places) == found.market.turnover_idr
    assert sum(one.orders for one in found.market.outcomes) == found.market.orders
    assert sum(one.duties.members for one in found.agencies) == found.city.members
    assert sum(one.duties.shortfall_idr for one in found.ends) == found.city.shortfall_idr
    assert found.disagreements == []
    assert [one.name for one in found.agreements if f"check.{one.name}" not in every_word()] == []


def changed(found: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {**found, **more}


def lost_an_order(found: Answers) -> Answers:
    return replace(found, neighbours=found.neighbours - 1)


def other_turnover(found: Answers) -> Answers:
    more = found.turnover["total_idr"] + 1
    return replace(found, turnover=changed(found.turnover, total_idr=more))


def other_gini(found: Answers) -> Answers:
    return replace(found, turnover=changed(found.turnover, gini_bp=9_000))


def a_place_less(found: Answers) -> Answers:
    return replace(found, places=found.places[1:])


def a_member_less(found: Answers) -> Answers:
    return replace(found, obligations=found.obligations[:-1])


def another_total(found: Answers) -> Answers:
    totals = changed(found.period["totals"], lost_to_seller_idr=1)
    return replace(found, period=changed(found.period, totals=totals))


def an_agency_more(found: Answers) -> Answers:
    return replace(found, agencies=[*found.agencies, found.agencies[0]])


def a_tree_that_does_not_add_up(found: Answers) -> Answers:
    first, *others = found.agencies
    below = changed(first["with_below"], members=99)
    return replace(found, agencies=[changed(first, with_below=below), *others])


def another_file(found: Answers) -> Answers:
    first, *others = found.files
    return replace(found, files=[changed(first, rows=4), *others])


def a_changed_byte(found: Answers) -> Answers:
    lines = [*found.lines]
    lines[9] = lines[9].replace(b'"cod"', b'"qr_"')
    return replace(found, lines=lines)


def a_line_less(found: Answers) -> Answers:
    return replace(found, lines=[*found.lines[:5], *found.lines[6:]])


def a_tail_less(found: Answers) -> Answers:
    return replace(found, lines=found.lines[:-1])


def other_days(found: Answers) -> Answers:
    days = [changed(one, received_idr=one["received_idr"] + 1) for one in found.days]
    return replace(found, days=days)


def revenue_for_the_platform(found: Answers) -> Answers:
    return replace(found, ledger=changed(found.ledger, platform_revenue_idr=1))


def another_balance(found: Answers) -> Answers:
    first, *others = found.ledger["accounts"]
    accounts = [changed(first, balance_idr=first["balance_idr"] + 1), *others]
    return replace(found, ledger=changed(found.ledger, accounts=accounts))


@pytest.mark.parametrize(
    "spoil",
    [
        lost_an_order,
        other_turnover,
        other_gini,
        a_place_less,
        a_member_less,
        another_total,
        an_agency_more,
        a_tree_that_does_not_add_up,
        another_file,
        a_changed_byte,
        a_line_less,
        a_tail_less,
        other_days,
        revenue_for_the_platform,
        another_balance,
    ],
)
def test_a_difference_is_told_before_anything_else(spoil: Callable[[Answers], Answers]) -> None:
    told = printed(spoil(city()))

    assert not told.verdicts[-1].holds
    assert told.lines[5].startswith("!!! ANGKA TIDAK COCOK: ")
    assert any("9 INGKAR" in line for line in told.lines)
    assert max(map(len, told.lines)) <= WIDTH


def test_where_the_chain_breaks_is_told() -> None:
    text = "\n".join(printed(a_changed_byte(city()), look("en")).lines)

    assert "THE CHAIN IS BROKEN at line 10 (financeseq 10): its content was changed" in text
    assert "(financeseq ?)" in "\n".join(printed(replace(city(), lines=[b"{}"])).lines)


def test_a_day_whose_journal_does_not_add_up_is_told() -> None:
    found = figures(city())
    assert found.finance.last is not None
    [first, *others] = found.finance.last.checks
    last = replace(found.finance.last, checks=(replace(first, one_idr=5), *others))

    told = written(replace(found, finance=replace(found.finance, last=last)), [], look())

    assert "  !!! HANYA 10 DARI 11 PEMERIKSAAN JURNAL COCOK" in told.lines


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_month_in_which_nothing_happened_can_be_told(language: str) -> None:
    empty = answers(sellers=1, members=0, payments=0)
    empty = replace(empty, outcomes=changed(empty.outcomes, orders=0, outcomes=[], sellers=[]))
    empty = replace(empty, days=[], files=[])
    waiting = changed(empty.period, consequences=None, closed_at=None, status="open")

    told = written(figures_of(replace(empty, period=waiting), orders_told=2), [], look(language))

    assert told.verdicts[-1].holds
    assert max(map(len, told.lines)) <= WIDTH


def test_what_others_buy_is_held_against_the_chain_as_well() -> None:
    turnover = city().turnover
    own = turnover["total_idr"] - 7_000
    first, *others = city().places
    found = replace(
        city(),
        turnover=changed(turnover, total_idr=own, gini_bp=1),
        places=[changed(first, goods_idr=first["goods_idr"] - 7_000), *others],
        others={"goods_idr": 7_000, "staple_idr": 0, "spends": 1},
    )

    assert figures(found).disagreements == []


def test_a_place_or_an_agency_that_is_not_known_is_told_by_its_code() -> None:
    first, *others = city().places
    nowhere = [changed(first, kelurahan_code=None), *others]

    told = printed(replace(city(), places=nowhere, agencies=city().agencies[1:]))

    text = "\n".join(told.lines)
    assert "tidak tercatat" in text
    assert "  a00 " in text
