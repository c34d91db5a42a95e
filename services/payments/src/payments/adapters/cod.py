"""Cash on delivery: the seller counts the cash at the door, and the buyer's code says so too."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kernel.domain.errors import Invalid
from payments.application.providers import (
    API_VERSION,
    Descriptor,
    Err,
    Facts,
    HandoverReport,
    Health,
    Limits,
    Ok,
    Outcome,
    ProviderPorts,
    Report,
    Trouble,
)
from payments.domain.facts import (
    Confirmation,
    FactKind,
    FeeBearer,
    ProviderFact,
    Strength,
    fact_id,
)
from payments.domain.terms import CURRENCY, CustodyMode

PROVIDER = "cod"
_TWO_SIDED = frozenset({Confirmation.CODE, Confirmation.BUYER_TAP})


class CodMisconfigured(Invalid):
    code = "cod_misconfigured"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodConfig:
    """:param amount_max_idr: what a buyer should carry to her door at the most"""

    amount_max_idr: int | None = None


class CashOnDelivery:
    """Takes its facts from hand-overs alone: nobody outside has to be asked."""

    api_version = API_VERSION

    def __init__(self, config: CodConfig) -> None:
        self._descriptor = Descriptor(
            provider=PROVIDER,
            name_id="Bayar di tempat",
            name_en="Cash on delivery",
            methods=frozenset({"cod"}),
            # Couriers come with ids of their own, so that the cash has a name while on the road.
            custody_modes=frozenset({CustodyMode.SELLER_COLLECTS}),
            capabilities=frozenset(),
            limits=Limits(amount_max_idr=config.amount_max_idr),
        )

    def describe(self) -> Descriptor:
        return self._descriptor

    def healthcheck(self) -> Health:
        return Health(ok=True)

    def interpret(self, report: Report) -> Outcome[Facts]:
        if not isinstance(report, HandoverReport):
            return Err(Trouble.UNSUPPORTED)
        if report.cash_idr is None:
            return Ok(())  # Delivered is not paid: the sum stays due.
        return Ok((_collected(report, report.cash_idr),))


def build(config: Mapping[str, Any], ports: ProviderPorts) -> CashOnDelivery:  # noqa: ARG001 - the factory's shape
    """
    Make the provider, as its entry point promises.

    :raises CodMisconfigured: a setting is unknown or of the wrong shape
    """
    surplus = sorted(config.keys() - CodConfig.__dataclass_fields__.keys())
    if surplus:
        raise CodMisconfigured(f"cash on delivery has no setting {surplus[0]}")
    try:
        return CashOnDelivery(msgspec.convert(config, CodConfig))
    except msgspec.ValidationError as error:
        raise CodMisconfigured(str(error)) from error


def _collected(report: HandoverReport, cash_idr: int) -> ProviderFact:
    # A device that gives two orders one hand-over id has still taken cash twice.
    reference = f"{report.payment_id}/{report.handover_id}"
    kind = FactKind.COLLECTION_RECORDED
    two_sided = report.confirmation in _TWO_SIDED
    return ProviderFact(
        fact_id=fact_id(PROVIDER, reference, kind),
        kind=kind,
        provider=PROVIDER,
        payment_id=report.payment_id,
        amount_idr=cash_idr,
        currency=CURRENCY,
        occurred_at=report.handed_over_at,
        provider_ref=reference,
        collection_id=report.handover_id,
        collected_by_id=report.collected_by_id,
        collected_by_role=report.collected_by_role,
        confirmation=report.confirmation,
        strength=Strength.TWO_SIDED if two_sided else Strength.ONE_SIDED,
        delivered_at=report.handed_over_at if report.goods else None,
        provider_fee_idr=0,
        fee_bearer=FeeBearer.NONE,
        evidence_sha256=report.evidence_sha256,
    )
