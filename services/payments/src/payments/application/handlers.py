"""One function per thing that payments does: ask the provider, decide, save."""

from collections.abc import Iterator
from dataclasses import dataclass

from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Rejected, Unavailable
from payments.application.ports import Ports
from payments.application.providers import Descriptor, Err, Facts, Limits, Outcome, Report
from payments.domain import payment
from payments.domain.commands import CancelPayment, RequestPayment
from payments.domain.events import LimitChecked
from payments.domain.facts import ProviderFact
from payments.domain.payment import PAYMENT, PaymentUnknown
from payments.domain.terms import Terms


class ProviderUnsuited(Rejected):
    """The provider does not serve that method, or does not hold the money that way."""

    code = "provider_unsuited"


class ReportRefused(Rejected):
    """The provider could make nothing of the report; its trouble is in the details."""

    code = "report_refused"


class ProviderUnavailable(Unavailable):
    code = "provider_unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReport:
    """Book what a report, as its provider understands it, says about money."""

    provider: str
    report: Report


def request_payment(command: RequestPayment, *, work: UnitOfWork, ports: Ports) -> None:
    """
    Let a payment become due.

    :raises ProviderUnsuited: the provider does not do what the order promised the buyer
    """
    terms = command.terms
    descriptor = ports.providers.enabled(terms.provider).describe()
    if not _suits(descriptor, terms):
        raise ProviderUnsuited(f"{terms.provider} cannot be paid by {terms.method}")
    due = payment.request(
        work.get(PAYMENT, terms.payment_id),
        command,
        limits_checked=tuple(_checked(descriptor.limits, terms.parts.total_idr)),
        at=work.now,
    )
    work.add(PAYMENT, terms.payment_id, due, occurred_at=command.requested_at)


def record_report(command: RecordReport, *, work: UnitOfWork, ports: Ports) -> None:
    """
    Book the facts of a report, all or none.

    :raises ReportRefused: the provider could make nothing of it
    :raises ProviderUnavailable: the provider cannot say just now
    """
    provider = ports.providers.enabled(command.provider)
    for fact in _facts(provider.interpret(command.report)):
        _book(fact, work=work)


def cancel_payment(
    command: CancelPayment,
    *,
    work: UnitOfWork,
    ports: Ports,  # noqa: ARG001 - the shape of every handler
) -> None:
    """
    Take a payment back, if nothing came in yet.

    :raises PaymentUnknown: there is no such payment
    """
    current = work.get(PAYMENT, command.payment_id)
    if current is None:
        raise PaymentUnknown(f"there is no payment {command.payment_id}")
    cancelled = payment.cancel(current, command, at=work.now)
    work.add(PAYMENT, command.payment_id, cancelled, occurred_at=command.cancelled_at)


def _book(fact: ProviderFact, *, work: UnitOfWork) -> None:
    current = work.get(PAYMENT, fact.payment_id)
    if current is None:
        raise PaymentUnknown(f"there is no payment {fact.payment_id}")
    received = payment.receive(current, fact, at=work.now)
    work.add(PAYMENT, fact.payment_id, received, occurred_at=fact.occurred_at)


def _facts(outcome: Outcome[Facts]) -> Facts:
    if not isinstance(outcome, Err):
        return outcome.value
    if outcome.trouble.passes:
        raise ProviderUnavailable(f"the provider says {outcome.trouble}")
    raise ReportRefused(
        f"the provider says {outcome.trouble}",
        trouble=outcome.trouble.value,
        detail_code=outcome.detail_code,
        money_may_have_moved=outcome.trouble.money_may_have_moved,
    )


def _suits(descriptor: Descriptor, terms: Terms) -> bool:
    return terms.method in descriptor.methods and terms.custody_mode in descriptor.custody_modes


def _checked(limits: Limits, amount_idr: int) -> Iterator[LimitChecked]:
    bounds = {"amount_min": limits.amount_min_idr, "amount_max": limits.amount_max_idr}
    for limit, value in bounds.items():
        if value is not None:
            yield LimitChecked(limit=limit, value_idr=value, used_idr=amount_idr)
