"""Answers about the officers' lists: commodities, staples and price ceilings."""

from datetime import date, datetime

import sqlalchemy as sa

from catalog.adapters.commodities import version_in_force
from catalog.adapters.paging import Answer, Order, by_key, page
from catalog.adapters.tables import commodities, price_ceilings
from catalog.application.questions import GetCommodities, GetCommodityLists, GetPriceCeilings
from kernel.application.envelope import Context
from kernel.domain.wib import business_date


def answer_commodities(
    question: GetCommodities,
    *,
    connection: sa.Connection,
    context: Context,  # noqa: ARG001 - everybody sees the same
    now: datetime,
) -> Answer:
    """Return one list, page by page; none in force means an empty page."""
    version = question.list_version or version_in_force(question.on or business_date(now))
    query = sa.select(commodities).where(commodities.c.list_version == version)
    return page(connection, query, by_key(commodities.c.commodity_code), question)


def answer_commodity_lists(
    question: GetCommodityLists,
    *,
    connection: sa.Connection,
    context: Context,  # noqa: ARG001 - everybody sees the same
) -> Answer:
    """Return the versions of the list, the one with the latest first day first."""
    versions = (
        sa.select(
            commodities.c.list_version,
            sa.func.min(commodities.c.effective_from).label("effective_from"),
            sa.func.min(commodities.c.legal_basis).label("legal_basis"),
            sa.func.count().label("commodities"),
            sa.func.count().filter(commodities.c.is_staple).label("staples"),
        )
        .group_by(commodities.c.list_version)
        .subquery()
    )
    return page(
        connection,
        sa.select(versions),
        Order(
            keys=(versions.c.effective_from, versions.c.list_version),
            names=("effective_from", "list_version"),
            read=(date.fromisoformat, str),
            falling=True,
        ),
        question,
    )


def answer_price_ceilings(
    question: GetPriceCeilings,
    *,
    connection: sa.Connection,
    context: Context,  # noqa: ARG001 - everybody sees the same
) -> Answer:
    """Return what was ever set, or what holds on a day."""
    query, on = sa.select(price_ceilings), question.on
    if question.commodity_code is not None:
        query = query.where(price_ceilings.c.commodity_code == question.commodity_code)
    if question.zone is not None:
        query = query.where(price_ceilings.c.zone == question.zone)
    if on is not None:
        last = sa.func.coalesce(price_ceilings.c.effective_to, on)
        query = query.where(price_ceilings.c.effective_from <= on, last >= on)
    keys = (price_ceilings.c.commodity_code, price_ceilings.c.ceiling_id)
    names = ("commodity_code", "ceiling_id")
    return page(connection, query, Order(keys=keys, names=names, read=(str, str)), question)
