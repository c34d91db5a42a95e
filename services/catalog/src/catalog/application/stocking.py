"""Commands about what lies on the shelf: load, decide, save."""

from collections.abc import Iterable, Sequence
from typing import Any

from catalog.application.callers import own_product
from catalog.application.ports import Ports
from catalog.application.products import learn_owners
from catalog.domain import stock
from catalog.domain.commands import AdjustStock, ReceiveStock
from catalog.domain.product import PRODUCT
from catalog.domain.stock import STOCK
from kernel.application.ports import UnitOfWork
from kernel.domain.wib import business_date

Result = dict[str, Any]


def receive_stock(command: ReceiveStock, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: it is not the caller's; and what `stock.receive` raises"""
    own_product(command.product_id, work=work, ports=ports)
    events = stock.receive(
        command,
        shelf=ports.shelves.of([command.product_id])[command.product_id],
        on=business_date(work.now),
        limits=ports.limits,
    )
    work.add(STOCK, command.product_id, events)
    ports.shelves.note(events)
    return {"balance_after": events[0].balance_after}


def adjust_stock(command: AdjustStock, *, work: UnitOfWork, ports: Ports) -> Result:
    """:raises ProductNotFound: it is not the caller's; and what `stock.adjust` raises"""
    own_product(command.product_id, work=work, ports=ports)
    shelf = ports.shelves.of([command.product_id])[command.product_id]
    events = stock.adjust(command, shelf=shelf, limits=ports.limits)
    work.add(STOCK, command.product_id, events)
    ports.shelves.note(events)
    return {"balance_after": events[0].balance_after}


def learn_owners_and_hold_shelves(
    commands: Sequence[ReceiveStock | AdjustStock], ports: Ports
) -> None:
    learn_owners(commands, ports)
    ports.shelves.hold(command.product_id for command in commands)


def needs_of_stock(command: Any) -> Iterable[tuple[Any, str]]:
    return [(PRODUCT, command.product_id), (STOCK, command.product_id)]
