"""Promise 5, the close: it rests on everything that others had recorded by the cut-off."""

from collections.abc import Iterator, Sequence

from simulation.model_books import Books, instant


def every_month_is_closed_on_all_of_it(books: Books, *, due: Sequence[str] = ()) -> Iterator[str]:
    """:param due: months whose cut-off has long passed"""
    closed = {one.data["period"] for one in books.of("compliance", "period_closed")}
    yield from (f"{period} was never closed" for period in due if period not in closed)
    for one in books.of("compliance", "period_closing_started"):
        cut_off = instant(one.data["cut_off_at"])
        consumed = {
            told["source_service"]: told["position"] for told in one.data["consumed_positions"]
        }
        for service in ("orders", "payments"):
            known = [fact.position for fact in books.stores[service] if fact.recorded_at < cut_off]
            if consumed.get(service, 0) < max(known, default=0):
                yield f"{one} rests on {service} up to {consumed.get(service)} of {max(known)}"
