"""What a vault promises. Subclass, provide `database`, inherit."""

import pytest

from kernel.adapters.storage import AnyDatabase
from kernel.domain.errors import Conflict
from kernel.testing.counters import SOMEBODY
from kernel.testing.stores import units_on, vault_in


class VaultContract:
    """Personal data is found by reference or by its hash, until it is erased."""

    @pytest.fixture(autouse=True)
    def sealed(self, database: AnyDatabase) -> None:
        with units_on(database).begin() as work, work.scope(SOMEBODY):
            work.seal("r1", "phone", {"number": "1"}, lookup="h1")
            work.seal("r2", "phone", {"number": "2"}, lookup="h2")
            work.seal("r3", "address", {"street": "Jalan Ijen"})

    def test_it_opens_and_finds_what_was_sealed(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            vault = vault_in(one)
            assert vault.open(["r3", "r1", "r9"]) == {
                "r1": {"number": "1"},
                "r3": {"street": "Jalan Ijen"},
            }
            assert vault.find("phone", ["h2", "h9"]) == {"h2": "r2"}
            assert vault.find("address", ["h2"]) == {}

    def test_what_is_erased_is_gone_and_its_lookup_is_free(self, database: AnyDatabase) -> None:
        with database.transaction() as one:
            assert vault_in(one).erase(["r1", "r9"]) == 1
        with units_on(database).begin() as work, work.scope(SOMEBODY):
            work.seal("r4", "phone", {"number": "1"}, lookup="h1")

        with database.transaction() as one:
            assert vault_in(one).open(["r1"]) == {}
            assert vault_in(one).find("phone", ["h1"]) == {"h1": "r4"}

    def test_a_lookup_belongs_to_one_reference(self, database: AnyDatabase) -> None:
        with (
            pytest.raises(Conflict),
            units_on(database).begin() as work,
            work.scope(SOMEBODY),
        ):
            work.seal("r4", "phone", {"number": "1"}, lookup="h1")
