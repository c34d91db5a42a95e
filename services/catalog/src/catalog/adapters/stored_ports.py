"""All ports of the catalogue for one transaction, whatever store it is of."""

from collections.abc import Callable

from catalog.adapters.ceilings import StoredCeilings
from catalog.adapters.commodities import StoredCommodities
from catalog.adapters.owners import StoredOwners
from catalog.adapters.places import MalangPlaces
from catalog.adapters.profiles import StoredProfiles
from catalog.adapters.shelves import StoredShelves
from catalog.application.ports import Ports
from catalog.domain.limits import Limits
from kernel.adapters.storage import AnyTransaction


def ports_under(limits: Limits) -> Callable[[AnyTransaction], Ports]:
    """Return what makes the ports, under the limits in force."""
    places = MalangPlaces()

    def ports(transaction: AnyTransaction) -> Ports:
        return Ports(
            shelves=StoredShelves(transaction),
            owners=StoredOwners(transaction),
            profiles=StoredProfiles(transaction),
            commodities=StoredCommodities(transaction),
            ceilings=StoredCeilings(transaction, limits.price_zones),
            places=places,
            limits=limits,
        )

    return ports
