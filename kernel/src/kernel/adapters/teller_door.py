"""The door through which a channel comes in: found by name, looked at, let in or turned away."""

import logging
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from kernel.adapters.bugs import bug_report
from kernel.application.telling import API_VERSION, ENTRY_POINTS, Teller, TellerPorts
from kernel.domain.errors import KernelError, Unavailable

log = logging.getLogger(__name__)


class TellerNotEnabled(Unavailable):
    """The channel does not stand ready; what is to be told waits."""

    code = "teller_not_enabled"


def open_teller(name: str, config: Mapping[str, Any], ports: TellerPorts) -> Teller:
    """
    Find the channel of this name and let it in.

    :raises TellerNotEnabled: it is not there or does not fit; the code says why
    """
    found = {point for point in entry_points(group=ENTRY_POINTS) if point.name == name}
    if len(found) != 1:
        raise _turned_away(name, "teller_name_taken" if found else "teller_not_installed")
    return _let_in(found.pop(), config, ports)


def _let_in(point: EntryPoint, config: Mapping[str, Any], ports: TellerPorts) -> Teller:
    try:
        teller: Teller = point.load()(config, ports)
        version = teller.api_version
    except KernelError as refusal:
        raise _turned_away(point.name, refusal.own_code) from refusal
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it
        # Somebody else's code may fail in any way; the service goes on without it.
        log.error("teller.broken", extra={"teller": point.name, **bug_report(error)})  # noqa: TRY400 - an error's own words may quote a secret
        raise _turned_away(point.name, "teller_broken") from None
    if version != API_VERSION:
        raise _turned_away(point.name, "teller_version_unsupported")
    return teller


def _turned_away(name: str, code: str) -> TellerNotEnabled:
    return TellerNotEnabled(f"the channel {name} is not enabled", code=code)
