"""Look at and repair what travels: relays, subscriptions, parked events, timers, broker."""

from dataclasses import asdict

import click

from kernel.adapters import inspection
from kernel.adapters.applier import Applier
from kernel.adapters.catch_up import catch_up as catch_up_now
from kernel.adapters.checkpoints import move_back
from kernel.adapters.doctor import examine
from kernel.adapters.parking import Parking
from kernel.domain.errors import NotFound
from kernel.entrypoints.program import Program, fail, pass_program, say, say_all


class SubscriptionUnknown(NotFound):
    code = "subscription_unknown"


class RelayUnknown(NotFound):
    code = "relay_unknown"


@click.group()
def relay() -> None:
    """Look at the relays, or let one publish again."""


@relay.command()
@pass_program
def status(program: Program) -> None:
    """Say how far each relay has published, and who leads it."""
    say_all(inspection.relay_rows(program.database(), program.definition()))


@relay.command()
@click.argument("name")
@click.option("--from", "start", type=click.IntRange(1), required=True, help="The first number.")
@pass_program
def republish(program: Program, name: str, start: int) -> None:
    """Publish once more what a relay has published, from a number on."""
    found = [one.checkpoint for one in program.definition().all_outlets if one.name == name]
    if not found:
        raise RelayUnknown(f"{program.service} has no relay {name}")
    with program.database().transaction() as connection:
        move_back(connection, found[0], start)
    say({"relay": name, "published": start - 1})


@click.group()
def subscriptions() -> None:
    """Look at what is taken from other services."""


@subscriptions.command("list")
@pass_program
def list_subscriptions(program: Program) -> None:
    """Say how far each producer's events are applied."""
    say_all(inspection.subscription_rows(program.database(), program.definition()))


@subscriptions.command("catch-up")
@click.argument("producer")
@pass_program
def catch_up(program: Program, producer: str) -> None:
    """Apply everything a producer has, from its feed, without the broker's messages."""
    definition = program.definition()
    found = [one for one in definition.subscriptions if one.producer == producer]
    if not found:
        raise SubscriptionUnknown(f"{program.service} takes nothing from {producer}")
    attempts_max = program.settings().attempts_max
    applier = Applier(definition, found[0], program.units(), attempts_max=attempts_max)
    say({"producer": producer, "position": catch_up_now(applier, program.feed())})


@click.group()
def parked() -> None:
    """Look at and settle events that were set aside."""


@parked.command("list")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@pass_program
def list_parked(program: Program, limit: int) -> None:
    """List the events that wait, without their contents."""
    say_all(inspection.parked_rows(program.database(), limit))


@parked.command()
@click.argument("producer")
@click.argument("position", type=int)
@pass_program
def show(program: Program, producer: str, position: int) -> None:
    """Show one parked event, whole."""
    say(asdict(_parking(program).show(producer, position)))


@parked.command()
@click.argument("producer")
@click.argument("stream")
@pass_program
def retry(program: Program, producer: str, stream: str) -> None:
    """Apply what is parked of a stream, in order; exit 1 if something is left."""
    outcome = _parking(program).retry(producer, stream)
    say(asdict(outcome))
    if outcome.left:
        fail()


@parked.command()
@click.argument("producer")
@click.argument("position", type=int)
@pass_program
def discard(program: Program, producer: str, position: int) -> None:
    """Let go of one parked event for good."""
    _parking(program).discard(producer, position)
    say({"producer": producer, "position": position, "status": "discarded"})


@click.group()
def timers() -> None:
    """Look at the timers."""


@timers.command("list")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@pass_program
def list_timers(program: Program, limit: int) -> None:
    """List the timers, the earliest first."""
    say_all(inspection.timer_rows(program.database(), limit))


@click.group()
def broker() -> None:
    """Look at the broker."""


@broker.command()
@pass_program
def doctor(program: Program) -> None:
    """Look at every queue of this service; exit 1 if one is not well."""
    rows = list(examine(program.settings().amqp_url, program.definition()))
    say_all(rows)
    if not all(row["ok"] for row in rows):
        fail()


def _parking(program: Program) -> Parking:
    return Parking(program.definition(), program.units())
