"""Variants of the product that are broken on purpose: the simulation must find each of them."""

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any
from unittest.mock import patch

import compliance.domain.purchase
import orders.application.recording
from kernel.adapters import idempotency, relay
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.memory import MemoryTransaction
from simulation.broken_loops import (
    AcknowledgesFirst,
    AsItComes,
    Deaf,
    GivesBack,
    GuardedOutside,
    HastyRelay,
    Unguarded,
    everybody_leads,
    mixed,
)
from simulation.broken_stores import (
    any_version,
    claims_outside,
    known_to_nobody,
    never_rewound,
    numbered_without_a_lock,
    settled_by_nobody,
    shelves_not_held,
    timers_ignore_state,
)
from simulation.work import Parts


class Variant(StrEnum):
    """What is broken; README.md says who finds it."""

    CHECKPOINT_BEFORE_CONFIRM = "checkpoint_before_confirm"
    ACK_BEFORE_COMMIT = "ack_before_commit"
    NO_GUARD_ROW = "no_guard_row"
    GUARD_OUTSIDE = "guard_outside"
    UNLOCKED_APPEND = "unlocked_append"
    NACK_REQUEUE = "nack_requeue"
    HEALING_OFF = "healing_off"
    RESERVATION_WITHOUT_VERSION = "reservation_without_version"
    IDEMPOTENCY_OUTSIDE = "idempotency_outside"
    CREDIT_WITHOUT_PAYMENT = "credit_without_payment"
    RELAY_WITHOUT_LEADER = "relay_without_leader"
    TIMER_IGNORES_STATE = "timer_ignores_state"


Patch = tuple[Any, str, Any]
Define = Callable[[ServiceDefinition], ServiceDefinition]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakage:
    """
    How a variant is made.

    :param subscriber: mixed into the loop of every subscription
    :param patches: what of the product's modules is another thing meanwhile
    """

    parts: Mapping[str, Any] = field(default_factory=dict)
    subscriber: type[Any] | None = None
    define: Define = lambda definition: definition
    patches: tuple[Patch, ...] = ()


_PURCHASE = compliance.domain.purchase
_BREAKAGES: Mapping[Variant, Breakage] = {
    Variant.CHECKPOINT_BEFORE_CONFIRM: Breakage(parts={"relay": HastyRelay}),
    Variant.ACK_BEFORE_COMMIT: Breakage(subscriber=AcknowledgesFirst),
    Variant.NO_GUARD_ROW: Breakage(parts={"applier": Unguarded}, subscriber=AsItComes),
    Variant.GUARD_OUTSIDE: Breakage(parts={"applier": GuardedOutside}),
    Variant.UNLOCKED_APPEND: Breakage(
        patches=((MemoryTransaction, "append", numbered_without_a_lock),)
    ),
    Variant.NACK_REQUEUE: Breakage(subscriber=GivesBack),
    Variant.HEALING_OFF: Breakage(subscriber=Deaf),
    Variant.RESERVATION_WITHOUT_VERSION: Breakage(
        define=shelves_not_held,
        patches=((MemoryTransaction, "_check_versions", any_version),),
    ),
    Variant.IDEMPOTENCY_OUTSIDE: Breakage(patches=((idempotency, "claim", claims_outside),)),
    Variant.CREDIT_WITHOUT_PAYMENT: Breakage(
        patches=(
            (_PURCHASE, "_knows", known_to_nobody),
            (_PURCHASE, "_recorded", settled_by_nobody),
        )
    ),
    Variant.RELAY_WITHOUT_LEADER: Breakage(patches=((relay, "open_seat", everybody_leads),)),
    Variant.TIMER_IGNORES_STATE: Breakage(
        define=timers_ignore_state,
        patches=((orders.application.recording, "wind", never_rewound),),
    ),
}


class Broken:
    """All that is broken in a world at once."""

    def __init__(self, variants: Collection[Variant]) -> None:
        self._all = [_BREAKAGES[one] for one in sorted(variants)]

    def parts(self) -> Parts:
        """Return what the loops are made of."""
        changes = {name: part for one in self._all for name, part in one.parts.items()}
        mixins = [one.subscriber for one in self._all if one.subscriber]
        if mixins:
            changes["subscriber"] = mixed(*mixins)
        return replace(Parts(), **changes)

    def define(self, definition: ServiceDefinition) -> ServiceDefinition:
        for one in self._all:
            definition = one.define(definition)
        return definition

    def patched(self) -> ExitStack:
        """Return a context in which the product's modules are broken."""
        stack = ExitStack()
        for one in self._all:
            for where, name, what in one.patches:
                stack.enter_context(patch.object(where, name, what))
        return stack
