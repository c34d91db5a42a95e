"""Amounts, times and days are told as people in Malang write them, in both languages."""

from datetime import UTC, datetime

import pytest

from kernel.domain.notices import Text, rendered

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def both(pattern: str, **params: object) -> tuple[str, str]:
    text = rendered(Text(id=pattern, en=pattern), params, at=NOON)
    return text.id, text.en


@pytest.mark.parametrize(
    ("pattern", "params", "told"),
    [
        ("{due_idr}", {"due_idr": 1_234_500}, ("Rp1.234.500", "Rp1,234,500")),
        ("{due_idr}", {"due_idr": 0}, ("Rp0", "Rp0")),
        ("{accept_by}", {"accept_by": "2026-03-02T07:30:00Z"}, ("pukul 14.30", "14:30 WIB")),
        (
            "{accept_by}",
            {"accept_by": "2026-03-03T01:00:00Z"},
            ("3 Mar pukul 08.00", "3 Mar 08:00 WIB"),
        ),
        # Ten in the evening in London is already tomorrow in Malang.
        (
            "{expected_at}",
            {"expected_at": "2026-05-31T22:00:00+00:00"},
            ("1 Jun pukul 05.00", "1 Jun 05:00 WIB"),
        ),
        (
            "{held_until}",
            {"held_until": "2026-08-01T05:00:00Z"},
            ("1 Agu pukul 12.00", "1 Aug 12:00 WIB"),
        ),
        ("{ends_on}", {"ends_on": "2026-05-31"}, ("31 Mei", "31 May")),
        ("{period}", {"period": "2026-12"}, ("Des 2026", "Dec 2026")),
        ("{number}, {days}", {"number": "M-7", "days": 3}, ("M-7, 3", "M-7, 3")),
    ],
)
def test_a_parameter_is_shown_as_its_name_says(
    pattern: str, params: dict[str, object], told: tuple[str, str]
) -> None:
    assert both(pattern, **params) == told


def test_parameters_that_a_text_does_not_name_stay_out_of_it() -> None:
    assert both("Selesai.", due_idr=5) == ("Selesai.", "Selesai.")
