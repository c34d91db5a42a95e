"""The services of the city, as they are defined, on databases in memory."""

from collections.abc import Sequence

from kernel.adapters.definition import ServiceDefinition
from kernel.application.ports import Clock


def city_services(clock: Clock) -> Sequence[ServiceDefinition]:
    """Return the services in the order in which they are started."""
    del clock
    return ()
