"""A town with one open stall, for every test its own."""

from collections.abc import Iterator

import pytest
from orders_service import Town, full_shelves


@pytest.fixture
def town(database_url: str) -> Iterator[Town]:
    town = Town(database_url)
    town.hear("catalog", *full_shelves())
    yield town
    town.close()
