"""What a service does about foreign events: its copies of them first, then its policies."""

from collections.abc import Sequence
from typing import Any

from kernel.adapters.cloudevents import Incoming
from kernel.adapters.definition import Policy, ServiceDefinition, Subscription
from kernel.adapters.unit_of_work import StoredUnitOfWork
from kernel.application.envelope import Recorded
from kernel.domain.events import Event


class Reactions:
    """The consumer's side of one subscription, within a unit of work that the caller opened."""

    def __init__(self, definition: ServiceDefinition, subscription: Subscription) -> None:
        self._definition = definition
        self._subscription = subscription
        known = (*subscription.codec.types, *subscription.codec.upcasters)
        self._names = frozenset(_unversioned(type_) for type_ in known)

    def wants(self, incoming: Incoming) -> bool:
        """Tell whether it is subscribed to, in this or in any other version."""
        return _unversioned(incoming.type) in self._names

    def react(self, work: StoredUnitOfWork, events: Sequence[Incoming]) -> None:
        """
        Apply events, in order, with a constant number of statements.

        :raises UnknownEventType: it is a version of a subscribed type that nobody here knows
        :raises EventMalformed: its data does not have the shape of our view
        """
        recorded = [one.recorded(self._subscription.codec) for one in events]
        if not recorded:
            return
        for projection in self._subscription.projections:
            projection.apply(work.connection, recorded)
        ports = self._definition.ports(work.connection)
        answered = [(one, policy) for one in recorded if (policy := self._policy(one))]
        self._prepare(recorded, ports)
        work.preload(need for one, policy in answered for need in policy.needs(one))
        for one, policy in answered:
            with work.scope(one.caused(handler_name(policy.handle))):
                policy.handle(one, work=work, ports=ports)

    def _policy(self, recorded: Recorded[Event]) -> Policy | None:
        return self._subscription.policies.get(type(recorded.event))

    def _prepare(self, recorded: Sequence[Recorded[Event]], ports: Any) -> None:
        for view, policy in self._subscription.policies.items():
            theirs = [one for one in recorded if type(one.event) is view]
            if theirs and policy.prepare:
                policy.prepare(theirs, ports)


def handler_name(handle: Any) -> str:
    """Return the name under which a handler acts: ``when_stock_reserved``."""
    name: str = getattr(handle, "__name__", type(handle).__name__)
    return name


def _unversioned(type_: str) -> str:
    name, _, version = type_.rpartition(".v")
    return name if version.isdigit() else type_
