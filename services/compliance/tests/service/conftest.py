"""A city with two agencies, for every test its own."""

from collections.abc import Iterator

import pytest
from compliance_service import MARCH_10, MARCH_BEGINS, STAFF, City


@pytest.fixture
def city(database_url: str) -> Iterator[City]:
    city = City(database_url)
    yield city
    city.close()


@pytest.fixture
def members(city: City) -> list[str]:
    memberships = city.enrol(*STAFF)
    city.enact()
    city.move_to(MARCH_BEGINS)
    city.move_to(MARCH_10)
    return memberships
