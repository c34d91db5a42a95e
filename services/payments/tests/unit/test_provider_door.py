"""Any installed package may bring a provider; none that does not fit can harm the others."""

from collections.abc import Callable

import pytest
from payments_examples import NOON
from payments_toy_bank import ToyBank

from kernel.adapters.clock import ManualClock
from payments.adapters.cod import CashOnDelivery
from payments.adapters.provider_door import Door, ProviderNotEnabled, open_door
from payments.application.providers import ProviderPorts

PORTS = ProviderPorts(clock=ManualClock(NOON))
Install = Callable[..., None]


def door(**config: dict[str, object]) -> Door:
    return open_door(config, PORTS)


def test_cash_on_delivery_comes_through_the_door_like_everybody() -> None:
    provider = door().enabled("cod")

    assert isinstance(provider, CashOnDelivery)
    assert door().disabled == {}


def test_a_provider_of_another_package_is_found(install: Install) -> None:
    install("toybank", "payments_toy_bank:build")

    opened = door(toybank={"key": "paper"})

    assert isinstance(opened.enabled("toybank"), ToyBank)
    assert set(opened.providers) == {"cod", "toybank"}


def test_nobody_stands_ready_under_an_unknown_name() -> None:
    with pytest.raises(ProviderNotEnabled, match="bankjatim is not enabled: not_installed"):
        door().enabled("bankjatim")


def test_a_provider_that_is_configured_but_not_installed_is_listed() -> None:
    assert door(bankjatim={}).disabled == {"bankjatim": "not_installed"}


STRANGERS = {
    "broken": """
        def build(config, ports): return 1 / 0
        """,
    "api_version_unsupported": """
        class Provider: api_version = "2"
        def build(config, ports): return Provider()
        """,
    "incomplete": """
        class Provider: api_version = "1"
        def build(config, ports): return Provider()
        """,
    "name_differs": """
        from payments_toy_bank import build
        """,
    "no_account": """
        from kernel.domain.errors import Invalid
        def build(config, ports): raise Invalid("no account number", code="no_account")
        """,
}


@pytest.mark.parametrize("reason", STRANGERS)
def test_a_provider_that_does_not_fit_is_listed_with_its_reason_and_harms_nobody(
    reason: str, install: Install
) -> None:
    install("strange", f"stranger_{reason}:build", STRANGERS[reason])

    opened = door()

    assert opened.disabled == {"strange": reason}
    assert set(opened.providers) == {"cod"}
    with pytest.raises(ProviderNotEnabled, match=reason):
        opened.enabled("strange")


def test_a_package_without_its_module_harms_nobody(install: Install) -> None:
    install("strange", "stranger_nowhere:build")

    assert door().disabled == {"strange": "broken"}


def test_a_capability_without_its_methods_is_not_believed(install: Install) -> None:
    code = """
        from payments_toy_bank import ToyBank
        class Silent(ToyBank):
            routes = None
        def build(config, ports): return Silent("paper", ports)
        """
    install("toybank", "stranger_silent:build", code)

    assert door().disabled == {"toybank": "incomplete"}


def test_a_name_that_two_packages_claim_is_given_to_neither(install: Install) -> None:
    install("toybank", "payments_toy_bank:build")
    install("toybank", "stranger_twin:build", "", package="stranger_twin")

    assert door().disabled == {"toybank": "name_taken"}
    assert set(door().providers) == {"cod"}


def test_a_wrong_setting_disables_its_provider_and_says_so() -> None:
    assert door(cod={"amount_max": 5}).disabled == {"cod": "cod_misconfigured"}
