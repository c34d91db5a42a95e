"""One service on one empty database for each test."""

from collections.abc import Iterator

import pytest
from payments_world import World, world


@pytest.fixture
def payments(database_url: str) -> Iterator[World]:
    with world(database_url) as lent:
        yield lent
