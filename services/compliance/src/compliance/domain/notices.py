"""What members are told about their duty, as they read it on a telephone."""

from collections.abc import Mapping
from enum import StrEnum, auto

from kernel.domain.notices import Text


class NoticeKind(StrEnum):
    DUTY_OPEN = auto()
    STAPLES_OPEN = auto()
    DUTY_AND_STAPLES_OPEN = auto()
    DUTY_MET = auto()
    DUTY_NOT_MET = auto()


TEXTS: Mapping[str, Text] = {
    NoticeKind.DUTY_OPEN: Text(
        id="Belanja wajib {period} masih kurang {shortfall_idr}. Sisa {days_left} hari, sampai "
        "{ends_on}.",
        en="Your duty for {period} is still short of {shortfall_idr}. {days_left} days are left, "
        "until {ends_on}.",
    ),
    NoticeKind.STAPLES_OPEN: Text(
        id="Belanja wajib {period} masih kurang {shortfall_staple_idr} bahan pokok. "
        "Sisa {days_left} hari, sampai {ends_on}.",
        en="Your duty for {period} is still short of {shortfall_staple_idr} of staples. "
        "{days_left} days are left, until {ends_on}.",
    ),
    NoticeKind.DUTY_AND_STAPLES_OPEN: Text(
        id="Belanja wajib {period} masih kurang {shortfall_idr}; bahan pokok kurang "
        "{shortfall_staple_idr}. Sisa {days_left} hari, sampai {ends_on}.",
        en="Your duty for {period} is still short of {shortfall_idr}, and of "
        "{shortfall_staple_idr} of staples. {days_left} days are left, until {ends_on}.",
    ),
    NoticeKind.DUTY_MET: Text(
        id="Belanja wajib {period} terpenuhi: {credited_idr} dari {target_idr}. "
        "Terima kasih sudah belanja lokal.",
        en="Your duty for {period} is met: {credited_idr} of {target_idr}. "
        "Thank you for buying local.",
    ),
    NoticeKind.DUTY_NOT_MET: Text(
        id="Belanja wajib {period} tidak terpenuhi: {credited_idr} dari {target_idr}. "
        "Rinciannya di halaman kewajiban Anda.",
        en="Your duty for {period} is not met: {credited_idr} of {target_idr}. "
        "The page of your duty says why.",
    ),
}
