"""Rebuild and verify read models, and every promise one database can show."""

import click

from kernel.adapters import inspection
from kernel.adapters.definition import ServiceDefinition, Subscription
from kernel.adapters.projections import Projection
from kernel.adapters.rebuild import (
    differences_foreign,
    differences_own,
    rebuild_foreign,
    rebuild_own,
)
from kernel.domain.errors import NotFound
from kernel.entrypoints.program import Program, fail, pass_program, say
from kernel.entrypoints.thrift import collect_seldom


class ProjectionUnknown(NotFound):
    code = "projection_unknown"


@click.group()
def projection() -> None:
    """Rebuild and verify read models."""


@projection.command("list")
@pass_program
def list_projections(program: Program) -> None:
    """List the read models and what they are made of."""
    for name, (one, subscription) in _projections(program.definition()).items():
        source = subscription.producer if subscription else program.service
        say({"name": name, "source": source, "tables": [table.name for table in one.tables]})


@projection.command()
@click.argument("name")
@pass_program
def rebuild(program: Program, name: str) -> None:
    """Make a read model anew beside the live one, then swap."""
    definition, database = program.definition(), program.database()
    one, subscription = _projection(definition, name)
    # All history goes through: nothing of it is kept for long, and it makes no circles.
    collect_seldom()
    if subscription is None:
        position = rebuild_own(database, one, definition.codec)
    else:
        position = rebuild_foreign(
            database, one, subscription, program.feed(), consumer=definition.name
        )
    say({"rebuilt": name, "position": position})


@projection.command("verify")
@click.argument("name", required=False)
@pass_program
def verify_projection(program: Program, name: str | None) -> None:
    """Compare read models with a fresh replay; exit 1 if one differs."""
    definition = program.definition()
    names = [name] if name else list(_projections(definition))
    collect_seldom()
    # Every one is compared and told, also after the first that differs.
    differing = [each for each in names if _differs(program, definition, each)]
    if differing:
        fail()


@click.command()
@pass_program
def verify(program: Program) -> None:
    """Check every promise that this database alone can show; exit 1 if one is broken."""
    definition, database = program.definition(), program.database()
    broken = False
    for check in (*inspection.STORE_CHECKS, *definition.checks):
        with database.transaction() as connection:
            rows = inspection.breaches(connection, check)
        say({"check": check.name, "holds": not rows, "breaches": rows[:10]})
        broken = broken or bool(rows)
    for name, (_, subscription) in _projections(definition).items():
        if subscription is None:
            broken = _differs(program, definition, name) or broken
    if broken:
        fail()


def _differs(program: Program, definition: ServiceDefinition, name: str) -> bool:
    one, subscription = _projection(definition, name)
    database = program.database()
    if subscription is None:
        rows = differences_own(database, one, definition.codec)
    else:
        rows = differences_foreign(
            database, one, subscription, program.feed(), consumer=definition.name
        )
    say({"projection": name, "holds": rows == 0, "rows_that_differ": rows})
    return rows > 0


def _projections(
    definition: ServiceDefinition,
) -> dict[str, tuple[Projection, Subscription | None]]:
    own = {one.name: (one, None) for one in definition.projections}
    foreign = {
        one.name: (one, subscription)
        for subscription in definition.subscriptions
        for one in subscription.projections
    }
    return {**own, **foreign}


def _projection(definition: ServiceDefinition, name: str) -> tuple[Projection, Subscription | None]:
    try:
        return _projections(definition)[name]
    except KeyError:
        raise ProjectionUnknown(f"there is no read model {name}; see `projection list`") from None
