"""One town of real processes for all tests of this folder."""

from collections.abc import Iterator

import pytest
from e2e_town import E2eTown, real_town


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[E2eTown]:
    with real_town(tmp_path_factory.mktemp("town")) as town:
        yield town
        assert town.fleet.dead() == []
