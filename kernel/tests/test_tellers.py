"""Every channel that we bring keeps the contract of channels."""

import logging

import pytest

from kernel.adapters import log_teller
from kernel.application.telling import Teller
from kernel.testing import tellers
from kernel.testing.teller_contracts import NOTICE, TellerContract
from kernel.testing.tellers import MemoryTeller


class TestLog(TellerContract):
    build = log_teller.build

    def test_it_writes_down_which_notice_and_to_whom(
        self, teller: Teller, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.INFO)

        teller.tell(NOTICE)

        [record] = caplog.records
        told = {name: vars(record)[name] for name in ("notice", "kind", "to")}
        assert record.message == "notice.told"
        assert told == {"notice": NOTICE.notice_id, "kind": "order_received", "to": "account:1"}


class TestMemory(TellerContract):
    build = tellers.build

    def test_it_recognises_a_repeat(self) -> None:
        teller = MemoryTeller()

        teller.tell(NOTICE)
        teller.tell(NOTICE)

        assert list(teller.told.values()) == [NOTICE]
        assert teller.given == [NOTICE, NOTICE]
