"""What every channel promises. Subclass, name its factory and settings, inherit."""

import logging
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import pytest

from kernel.adapters.clock import ManualClock
from kernel.application.telling import (
    API_VERSION,
    Notice,
    Teller,
    TellerPorts,
    account,
    membership,
)
from kernel.domain.errors import KernelError, Refusal
from kernel.domain.ids import derived_id
from kernel.domain.notices import Text
from kernel.testing.counters import NOON

# Stands for a person's data, which must never show up in a log.
PHONE, NAME = "081234500001", "Ratna Kusuma"
WORDS = "Pesanan M-7 senilai Rp72.500 diterima."
CONTACT_REF = "contact-1"


@dataclass(slots=True)
class Post:
    """What a channel is lent: words, and a vault with one person in it, until she is erased."""

    contacts: dict[str, Mapping[str, Any]] = field(
        default_factory=lambda: {CONTACT_REF: {"recipient_name": NAME, "phone": PHONE}}
    )

    def ports(self) -> TellerPorts:
        return TellerPorts(
            clock=ManualClock(NOON),
            text=lambda _: Text(id=WORDS, en=WORDS),
            contact=self.contacts.get,
            patience_s=10.0,
        )


NOTICE = Notice(
    notice_id=derived_id("notice", "an event", "account:1"),
    kind="order_received",
    to=account("1"),
    params={"order_id": "order-1", "due_idr": 72_500, "accept_by": "2026-03-02T07:30:00Z"},
    contact_ref=CONTACT_REF,
    happened_at=NOON,
)


class TellerContract:
    """
    A channel that says yes has told; what it cannot do it says in the five families.

    :param build: the factory of the entry point
    :param config: settings with which it can work
    """

    build: ClassVar[Any]
    config: ClassVar[Mapping[str, Any]] = {}

    @pytest.fixture
    def post(self) -> Post:
        return Post()

    @pytest.fixture
    def teller(self, post: Post) -> Teller:
        made: Teller = type(self).build(self.config, post.ports())
        return made

    def test_it_names_the_version_it_was_written_for(self, teller: Teller) -> None:
        assert teller.api_version == API_VERSION

    def test_settings_it_does_not_know_are_refused(self, post: Post) -> None:
        with pytest.raises(Refusal):
            type(self).build({**self.config, "no_such_setting": 1}, post.ports())

    def test_what_can_be_told_is_told(self, teller: Teller) -> None:
        assert refusal_of(teller, NOTICE) is None

    def test_a_repeat_is_no_error(self, teller: Teller) -> None:
        assert [refusal_of(teller, NOTICE) for _ in range(3)] == [None, None, None]

    def test_whom_it_cannot_reach_it_refuses_and_breaks_on_nobody(
        self, teller: Teller, post: Post
    ) -> None:
        post.contacts.clear()
        erased = replace(NOTICE, notice_id="erased")
        unknown = replace(NOTICE, notice_id="unknown", to=membership("7"), contact_ref=None)

        refusals = [refusal_of(teller, one) for one in (erased, unknown)]

        assert all(one is None or isinstance(one, Refusal) for one in refusals)

    def test_kinds_of_tomorrow_are_words_like_others(self, teller: Teller) -> None:
        assert refusal_of(teller, replace(NOTICE, kind="of_tomorrow", params={})) is None

    def test_many_threads_may_use_it(self, teller: Teller) -> None:
        notices = [replace(NOTICE, notice_id=f"notice-{number}") for number in range(40)]

        with ThreadPoolExecutor(4) as pool:
            refusals = list(pool.map(lambda one: refusal_of(teller, one), notices))

        assert refusals == [None] * len(notices)

    def test_nothing_about_a_person_or_a_purchase_is_in_the_log(
        self, teller: Teller, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)

        with suppress(KernelError):
            teller.tell(NOTICE)

        logged = " ".join(str(vars(record)) for record in caplog.records)
        for secret in (PHONE, NAME, WORDS, CONTACT_REF, "72500"):
            assert secret not in logged


def refusal_of(teller: Teller, notice: Notice) -> KernelError | None:
    """Return why it was not told; anything but the five families is a failure of the channel."""
    try:
        teller.tell(notice)
    except KernelError as error:
        return error
    return None
