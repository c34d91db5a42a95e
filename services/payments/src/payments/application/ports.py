"""What handlers ask of the outside world: the providers that stand ready."""

from dataclasses import dataclass
from typing import Protocol

from payments.application.providers import PaymentProvider


class Providers(Protocol):
    def enabled(self, name: str) -> PaymentProvider:
        """
        Return the provider of this name.

        :raises ProviderNotEnabled: nobody stands ready by that name
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    providers: Providers
