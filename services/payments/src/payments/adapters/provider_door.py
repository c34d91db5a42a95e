"""The door through which payment providers come in: found, looked at, let in or turned away."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from kernel.adapters.bugs import bug_report
from kernel.domain.errors import Refusal, Rejected
from payments.application.providers import (
    API_VERSION,
    ENTRY_POINTS,
    NEEDED,
    PaymentProvider,
    ProviderPorts,
)

log = logging.getLogger(__name__)


class ProviderNotEnabled(Rejected):
    code = "provider_not_enabled"


class _TurnedAway(Refusal):
    """Why a provider may not come in; its code is what `providers` shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """
    Who stands ready, and who was turned away.

    :param disabled: reason codes, by name
    """

    providers: Mapping[str, PaymentProvider]
    disabled: Mapping[str, str]

    def enabled(self, name: str) -> PaymentProvider:
        """
        Return the provider of this name.

        :raises ProviderNotEnabled: nobody stands ready by that name
        """
        provider = self.providers.get(name)
        if provider is None:
            reason = self.disabled.get(name, "not_installed")
            raise ProviderNotEnabled(f"provider {name} is not enabled: {reason}", reason=reason)
        return provider


def open_door(config: Mapping[str, Mapping[str, Any]], ports: ProviderPorts) -> Door:
    """
    Find every installed provider. One that does not fit is listed with a reason, and harms nobody.

    :param config: plain values, by the provider's name
    """
    found = entry_points(group=ENTRY_POINTS)
    claims = Counter(point.name for point in set(found))
    providers: dict[str, PaymentProvider] = {}
    disabled: dict[str, str] = {}
    for point in found:
        try:
            if claims[point.name] > 1:
                # Whoever handles money is named by one package, never by the order of a search.
                raise _TurnedAway(f"two packages claim {point.name}", code="name_taken")
            providers[point.name] = _let_in(point, config.get(point.name, {}), ports)
        except Refusal as refusal:
            disabled[point.name] = refusal.own_code
            log.warning(
                "provider.disabled", extra={"provider": point.name, "code": refusal.own_code}
            )
    disabled |= dict.fromkeys(config.keys() - providers.keys() - disabled.keys(), "not_installed")
    return Door(providers=providers, disabled=disabled)


def _let_in(point: EntryPoint, config: Mapping[str, Any], ports: ProviderPorts) -> PaymentProvider:
    try:
        return _looked_at(point.name, point.load()(config, ports))
    except Refusal:
        raise
    except Exception as error:
        # Somebody else's code may fail in any way; it must not take cash on delivery with it.
        log.error("provider.broken", extra={"provider": point.name, **bug_report(error)})  # noqa: TRY400 - an error's own words may quote a secret
        raise _TurnedAway(f"{point.name} could not be loaded", code="broken") from error


def _looked_at(name: str, provider: Any) -> PaymentProvider:
    version = getattr(provider, "api_version", None)
    if version != API_VERSION:
        raise _TurnedAway(f"{name} speaks version {version}", code="api_version_unsupported")
    if not isinstance(provider, PaymentProvider):
        raise _TurnedAway(f"{name} is no payment provider", code="incomplete")
    descriptor = provider.describe()
    if descriptor.provider != name:
        raise _TurnedAway(f"{name} calls itself otherwise", code="name_differs")
    if not all(isinstance(provider, NEEDED[one]) for one in descriptor.capabilities):
        raise _TurnedAway(f"{name} cannot do all that it declares", code="incomplete")
    return provider
