"""An independent judge: recomputes every promise from the stored facts, the rows and the diaries.

It imports nothing of any service's rules or read models; what it knows of them it says again.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from simulation.model_books import Books
from simulation.model_close import every_month_is_closed_on_all_of_it
from simulation.model_credit import every_credit_has_its_reason
from simulation.model_diary import what_was_acknowledged_is_there
from simulation.model_duty import every_duty_follows_from_the_rule
from simulation.model_money import each_payment_is_collected_once, the_journal_balances
from simulation.model_orders import (
    every_order_comes_to_one_end,
    goods_follow_the_order,
    money_follows_the_order,
    prices_come_from_the_server,
)
from simulation.model_rebuild import read_models_equal_a_fresh_fold
from simulation.model_spend import each_payment_is_one_spend
from simulation.model_stock import stock_is_never_oversold
from simulation.model_stores import (
    everybody_has_heard,
    finance_chain_is_whole,
    nobody_is_named,
    stores_are_whole,
    what_was_stored_stays,
)
from simulation.model_world import books_of

_FOLDED_EVERY = 4
CHECKS: Sequence[Callable[[Books], Iterator[str]]] = (
    stores_are_whole,
    what_was_stored_stays,
    everybody_has_heard,
    finance_chain_is_whole,
    what_was_acknowledged_is_there,
    stock_is_never_oversold,
    prices_come_from_the_server,
    every_order_comes_to_one_end,
    goods_follow_the_order,
    money_follows_the_order,
    the_journal_balances,
    each_payment_is_collected_once,
    each_payment_is_one_spend,
    every_duty_follows_from_the_rule,
    every_credit_has_its_reason,
    every_month_is_closed_on_all_of_it,
    nobody_is_named,
)


def breaches(books: Books) -> list[str]:
    """Return every breach of a promise, each in a sentence with its ids."""
    found: list[str] = []
    for check in CHECKS:
        try:
            found += check(books)
        except (KeyError, IndexError, ValueError, TypeError) as error:
            # Facts that do not even fit together are a breach, not a reason to stop looking.
            found.append(f"{check.__name__} cannot be told: {type(error).__name__} {error}")
    return found


def verify(world: Any, city: Any) -> list[str]:
    """Return what the services of a world have broken of their promises."""
    found = breaches(books_of(world, city))
    # It takes as long as all the rest; of two thousand seeds five hundred are enough.
    if world.seed % _FOLDED_EVERY == 0:
        found += read_models_equal_a_fresh_fold(world)
    return found
