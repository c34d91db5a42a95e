"""The suites of the store, on PostgreSQL and in memory."""

from kernel.testing.answer_contracts import AnswerContract
from kernel.testing.append_contracts import AppendContract
from kernel.testing.guard_contracts import GuardContract
from kernel.testing.relay_store_contracts import RelayStoreContract
from kernel.testing.stores import InMemory, OnPostgres
from kernel.testing.subscriber_store_contracts import SubscriberStoreContract
from kernel.testing.table_contracts import TableContract
from kernel.testing.timer_contracts import TimerContract
from kernel.testing.vault_contracts import VaultContract


class TestTablesInMemory(InMemory, TableContract):
    pass


class TestTablesOnPostgres(OnPostgres, TableContract):
    pass


class TestAppendInMemory(InMemory, AppendContract):
    pass


class TestAppendOnPostgres(OnPostgres, AppendContract):
    pass


class TestGuardInMemory(InMemory, GuardContract):
    pass


class TestGuardOnPostgres(OnPostgres, GuardContract):
    pass


class TestAnswersInMemory(InMemory, AnswerContract):
    pass


class TestAnswersOnPostgres(OnPostgres, AnswerContract):
    pass


class TestTimersInMemory(InMemory, TimerContract):
    pass


class TestTimersOnPostgres(OnPostgres, TimerContract):
    pass


class TestRelayInMemory(InMemory, RelayStoreContract):
    pass


class TestRelayOnPostgres(OnPostgres, RelayStoreContract):
    pass


class TestVaultInMemory(InMemory, VaultContract):
    pass


class TestVaultOnPostgres(OnPostgres, VaultContract):
    pass


class TestSubscriberInMemory(InMemory, SubscriberStoreContract):
    pass


class TestSubscriberOnPostgres(OnPostgres, SubscriberStoreContract):
    pass
