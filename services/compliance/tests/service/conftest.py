"""A city with two agencies, for every test its own."""

from collections.abc import Iterator

import pytest
from compliance_service import City


@pytest.fixture
def city(database_url: str) -> Iterator[City]:
    city = City(database_url)
    yield city
    city.close()
