"""A lifecycle moves along its arrows only, draws itself, and its contract catches what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto

import pytest

from kernel.domain.errors import Rejected
from kernel.domain.events import Event
from kernel.domain.lifecycle import Arrow, Lifecycle
from kernel.domain.streams import Kind
from kernel.testing.lifecycle_contracts import Act, LifecycleContract


class Light(StrEnum):
    OFF = auto()
    ON = auto()
    BROKEN = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed(Event):
    """A lamp hangs on the ceiling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched(Event):
    """Somebody pressed the switch."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Broke(Event):
    """Its time was up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    status: Light


LIFE = Lifecycle(
    name="lamp",
    arrows=(
        Arrow(None, Installed, Light.OFF),
        Arrow(Light.OFF, Switched, Light.ON, "on"),
        Arrow(Light.ON, Switched, Light.OFF, "off"),
        Arrow(Light.ON, Broke, Light.BROKEN),
    ),
)


def evolve(lamp: Lamp | None, event: Installed | Switched | Broke) -> Lamp:
    source = lamp.status if lamp else None
    match event:
        case Installed():
            return Lamp(status=LIFE.moved(source, event, Light.OFF))
        case Switched():
            assert lamp is not None, "only what hangs there has a switch"
            target = Light.ON if event.on else Light.OFF
            return replace(lamp, status=LIFE.moved(source, event, target))
        case Broke():
            assert lamp is not None, "only what hangs there breaks"
            return replace(lamp, status=LIFE.moved(source, event, Light.BROKEN))


def install(lamp: Lamp | None) -> Sequence[Event]:
    return () if lamp else (Installed(),)


def switch(lamp: Lamp | None) -> Sequence[Event]:
    if lamp is None or lamp.status is Light.BROKEN:
        raise Rejected("there is no light")
    return (Switched(on=lamp.status is Light.OFF),)


def break_(lamp: Lamp | None) -> Sequence[Event]:
    return (Broke(),) if lamp and lamp.status is Light.ON else ()


LAMP = Kind("lamp", evolve)


class TestALamp(LifecycleContract):
    lifecycle = LIFE
    kind = LAMP

    @classmethod
    def histories(cls) -> Sequence[Sequence[Event]]:
        on = (Installed(), Switched(on=True))
        return (Installed(),), on, (*on, Broke())

    @classmethod
    def acts(cls) -> Mapping[str, Act]:
        return {"install": install, "switch": switch, "break": break_}


def test_it_draws_itself() -> None:
    assert LIFE.mermaid() == (
        "stateDiagram-v2\n"
        "    [*] --> off: Installed\n"
        "    off --> on: Switched (on)\n"
        "    on --> off: Switched (off)\n"
        "    on --> broken: Broke\n"
        "    broken --> [*]"
    )


def test_a_way_that_is_not_in_the_table_is_a_bug() -> None:
    with pytest.raises(AssertionError, match="lamp: no arrow off -Broke-> broken"):
        LIFE.moved(Light.OFF, Broke(), Light.BROKEN)


def test_the_contract_misses_an_arrow_that_no_act_brings_about() -> None:
    class Unused(TestALamp):
        lifecycle = replace(LIFE, arrows=(*LIFE.arrows, Arrow(Light.OFF, Broke, Light.BROKEN)))

    with pytest.raises(AssertionError):
        Unused().test_the_arrow_happens(Unused.lifecycle.arrows[-1])


def test_the_contract_misses_a_state_without_history() -> None:
    class Shy(TestALamp):
        @classmethod
        def histories(cls) -> Sequence[Sequence[Event]]:
            return ((Installed(),),)

    with pytest.raises(AssertionError):
        Shy().test_every_state_has_a_history()


def test_the_contract_catches_an_act_outside_the_table() -> None:
    def careless(lamp: Lamp | None) -> Sequence[Event]:
        return (Installed(),) if lamp is None else ()

    class Loose(TestALamp):
        kind = Kind("loose", lambda lamp, _: lamp or Lamp(status=Light.OFF))

        @classmethod
        def acts(cls) -> Mapping[str, Act]:
            return {"install": careless, "again": lambda _: (Installed(),)}

        @classmethod
        def histories(cls) -> Sequence[Sequence[Event]]:
            return ((Installed(),),)

    with pytest.raises(AssertionError, match="an act brought it about"):
        Loose().test_the_arrow_does_not_exist((Light.OFF, Installed))
