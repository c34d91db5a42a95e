"""All ports of orders for one transaction, whatever store it is of."""

from collections.abc import Callable
from typing import Protocol

from kernel.adapters.holidays import load_calendar
from kernel.adapters.storage import AnyTransaction
from orders.adapters.catalogue import StoredCatalogue
from orders.adapters.load import StoredLoad
from orders.adapters.secrets import KeyedSecrets
from orders.application.ports import Ports
from orders.domain.checkout import Rules
from orders.domain.deadlines import Deadlines, Windows
from orders.domain.limits import Limits


class InForce(Protocol):
    """What the settings say that the ports must know."""

    @property
    def handover_keys(self) -> tuple[str, ...]: ...

    @property
    def windows(self) -> Windows: ...

    @property
    def limits(self) -> Limits: ...

    @property
    def terms_version(self) -> str: ...

    @property
    def holidays_year(self) -> int: ...


def ports_under(settings: InForce) -> Callable[[AnyTransaction], Ports]:
    """Return what makes the ports, under the settings in force."""
    deadlines = Deadlines(windows=settings.windows, calendar=load_calendar(settings.holidays_year))
    rules = Rules(deadlines=deadlines, limits=settings.limits)
    secrets = KeyedSecrets(settings.handover_keys)

    def ports(transaction: AnyTransaction) -> Ports:
        return Ports(
            catalogue=StoredCatalogue(transaction),
            load=StoredLoad(transaction),
            secrets=secrets,
            rules=rules,
            terms_version=settings.terms_version,
        )

    return ports
