"""All ports of payments for one transaction, whatever store it is of."""

from collections.abc import Callable

from kernel.adapters.storage import AnyTransaction
from payments.adapters.book import StoredBook
from payments.adapters.provider_door import Door
from payments.application.ports import Ports, Windows


def ports_with(door: Door, windows: Windows) -> Callable[[AnyTransaction], Ports]:
    """Return what makes the ports, with the providers that stand ready."""

    def ports(transaction: AnyTransaction) -> Ports:
        return Ports(providers=door, book=StoredBook(transaction), windows=windows)

    return ports
