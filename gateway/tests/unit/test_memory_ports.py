"""The ports in memory, which unit tests lean on, keep the same contracts as PostgreSQL."""

import pytest
from gateway_contracts import AccountsContract, AttemptBookContract
from gateway_examples import MemoryAccounts, MemoryAttemptBook

from gateway.application.ports import Accounts, AttemptBook


class TestMemoryAccounts(AccountsContract):
    @pytest.fixture
    def accounts(self) -> Accounts:
        return MemoryAccounts()


class TestMemoryAttemptBook(AttemptBookContract):
    @pytest.fixture
    def book(self) -> AttemptBook:
        return MemoryAttemptBook()
