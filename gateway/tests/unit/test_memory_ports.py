"""The ports in memory, which unit tests lean on, keep the same contracts as PostgreSQL."""

import pytest
from gateway_contracts import AccountsContract, AttemptBookContract, FilesContract
from gateway_examples import MemoryFiles
from gateway_memory import (
    MemoryAccessLog,
    MemoryAccounts,
    MemoryAttemptBook,
    MemoryIdentities,
    MemorySafety,
    MemorySessions,
)
from gateway_session_contracts import AccessLogContract, Doors, IdentitiesContract, SessionsContract

from gateway.application.account_ports import Accounts, AttemptBook, Identities
from gateway.application.ports import AccessLog, Files


class TestMemoryAccounts(AccountsContract):
    @pytest.fixture
    def accounts(self) -> Accounts:
        return MemoryAccounts()


class TestMemoryAttemptBook(AttemptBookContract):
    @pytest.fixture
    def book(self) -> AttemptBook:
        return MemoryAttemptBook()


class TestMemorySessions(SessionsContract):
    @pytest.fixture
    def doors(self) -> Doors:
        accounts = MemoryAccounts()
        sessions = MemorySessions(accounts)
        return Doors(accounts=accounts, sessions=sessions, safety=MemorySafety(accounts, sessions))


class TestMemoryIdentities(IdentitiesContract):
    @pytest.fixture
    def ports(self) -> tuple[Accounts, Identities]:
        accounts = MemoryAccounts()
        return accounts, MemoryIdentities(accounts)


class TestMemoryAccessLog(AccessLogContract):
    @pytest.fixture
    def log(self) -> AccessLog:
        return MemoryAccessLog()


class TestMemoryFiles(FilesContract):
    @pytest.fixture
    def files(self) -> Files:
        return MemoryFiles()
