"""Both languages have every word, with the same gaps, and every code of the API has one."""

import string
from datetime import date
from enum import StrEnum

import pytest

from catalog.domain.vocabulary import SupervisingDepartment
from compliance.domain import words as duty_words
from malpro_embedded.domain.words import LanguageUnknown, every_word, words_in
from malpro_finance.domain.day import POSITIONS
from malpro_finance.domain.money import KINDS
from orders.domain import words as order_words
from payments.adapters.codecs import CODEC

WORDS = every_word()
_VOCABULARIES: tuple[tuple[str, type[StrEnum]], ...] = (
    ("status", order_words.Status),
    ("stage", order_words.Stage),
    ("fault", order_words.Fault),
    ("reason", order_words.RejectionReason),
    ("reason", order_words.DeclineReason),
    ("reason", order_words.CancelReason),
    ("reason", order_words.AttemptFailure),
    ("method", order_words.PaymentMethod),
    ("duty", duty_words.Outcome),
    ("consequence", duty_words.ConsequenceKind),
    ("period", duty_words.PeriodStatus),
    ("department", SupervisingDepartment),
)


def gaps(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", WORDS)
def test_both_languages_say_it_with_the_same_gaps(key: str) -> None:
    indonesian, english = WORDS[key]

    assert indonesian
    assert english
    assert gaps(indonesian) == gaps(english)


@pytest.mark.parametrize(("kind", "vocabulary"), _VOCABULARIES)
def test_every_code_of_a_vocabulary_has_a_word(kind: str, vocabulary: type[StrEnum]) -> None:
    assert [one for one in vocabulary if f"{kind}.{one}" not in WORDS] == []


def test_every_fact_and_position_of_the_chain_has_a_word() -> None:
    published = {name.split(".")[1] for name in CODEC.types}

    assert [one for one in {*KINDS, *published} if f"type.{one}" not in WORDS] == []
    assert [one for one in POSITIONS if f"position.{one}" not in WORDS] == []


def test_a_code_that_is_new_is_shown_as_it_is() -> None:
    assert words_in("id").code("status", "on_the_moon") == "on the moon"
    assert words_in("id").code("reason", None) == "-"


def test_numbers_money_and_time_are_written_as_their_readers_do() -> None:
    indonesian, english = words_in(None), words_in("EN")

    assert indonesian.rupiah(-1_234_567) == "-Rp1.234.567"
    assert english.rupiah(1_234_567) == "Rp1,234,567"
    assert (indonesian.percent(1_234), english.percent(1_234)) == ("12,3%", "12.3%")
    assert (indonesian.ratio(5_120), english.ratio(5_120)) == ("0,512", "0.512")
    assert (indonesian.thousands(1_499_500), english.thousands(499)) == ("1.500", "0")
    assert indonesian.moment("2026-05-08T17:02:00Z") == "9 Mei 2026, 00.02 WIB"
    assert english.moment("2026-05-08T17:02:00Z") == "9 May 2026, 00:02 WIB"
    assert english.day(date(2026, 4, 27)) == "Monday, 27 April 2026"
    assert (indonesian.month("2026-08"), english.month("2026-08")) == (
        "Agustus 2026",
        "August 2026",
    )


def test_there_is_no_third_language() -> None:
    with pytest.raises(LanguageUnknown, match="jv"):
        words_in("jv")
