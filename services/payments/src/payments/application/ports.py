"""What handlers ask of the outside world: providers that stand ready, and what was written last."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from payments.application.providers import PaymentProvider


class Providers(Protocol):
    def enabled(self, name: str) -> PaymentProvider:
        """
        Return the provider of this name.

        :raises ProviderNotEnabled: nobody stands ready by that name
        """
        ...


class Book(Protocol):
    def last_word_on(self, payment_id: str, collection_id: str) -> str:
        """Return the id of the event that last said how much was collected."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """How long silence lasts before it is a yes, where orders has not said until when."""

    confirmation: timedelta = timedelta(hours=48)
    refund: timedelta = timedelta(hours=72)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    providers: Providers
    book: Book
    windows: Windows = field(default_factory=Windows)
