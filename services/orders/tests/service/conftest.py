"""A town with one open stall, for every test its own."""

from collections.abc import Iterator

import pytest
from orders_service import Town, full_shelves, migrated


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    with migrated(database_url) as database:
        town = Town(database)
        town.hear("catalog", *full_shelves())
        yield town
