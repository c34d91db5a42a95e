"""What payments does because something happened to an order: ask the provider, decide, save."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kernel.application.ports import UnitOfWork
from kernel.domain.errors import Rejected, Unavailable
from payments.application.ports import Ports
from payments.application.providers import Descriptor, Err, Facts, Limits, Outcome, Report
from payments.application.recording import existing, record
from payments.domain import collections, payment, refunds
from payments.domain.commands import (
    AdjustDue,
    CancelPayment,
    ClaimCollection,
    ExpirePayment,
    NoteFailedAttempt,
    OweRefund,
    RequestPayment,
)
from payments.domain.events import LimitChecked
from payments.domain.evolution import PAYMENT
from payments.domain.facts import ProviderFact
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
    """
    Book what a report, as its provider understands it, says about money.

    :param confirm_until: until when the other side may object, where only one has spoken
    """

    provider: str
    report: Report
    confirm_until: datetime | None = None


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
    record(work, terms.payment_id, due, occurred_at=command.requested_at)


def record_report(command: RecordReport, *, work: UnitOfWork, ports: Ports) -> None:
    """
    Book the facts of a report, all or none.

    :raises ReportRefused: the provider could make nothing of it
    :raises ProviderUnavailable: the provider cannot say just now
    """
    for fact in facts_of(command, ports=ports):
        current = existing(work, fact.payment_id)
        received = payment.receive(current, fact, at=work.now, confirm_until=command.confirm_until)
        record(work, fact.payment_id, received, occurred_at=fact.occurred_at)


def claim_by_report(
    command: RecordReport, *, deadline: datetime, work: UnitOfWork, ports: Ports
) -> None:
    """
    Write down that the buyer says she paid, if the provider takes money that way at all.

    :raises ReportRefused: the provider could make nothing of it
    """
    for fact in facts_of(command, ports=ports):
        claim = ClaimCollection(
            payment_id=fact.payment_id,
            claim_id=fact.collection_id,
            amount_idr=fact.amount_idr,
            claimed_at=fact.occurred_at,
            deadline=deadline,
        )
        claimed = collections.claim(existing(work, fact.payment_id), claim, at=work.now)
        record(work, fact.payment_id, claimed, occurred_at=fact.occurred_at)


def adjust_due(command: AdjustDue, *, work: UnitOfWork) -> None:
    current = existing(work, command.payment_id)
    adjusted = payment.adjust(current, command, at=work.now)
    record(work, command.payment_id, adjusted, occurred_at=command.adjusted_at)


def cancel_payment(command: CancelPayment, *, work: UnitOfWork) -> None:
    """
    Take a payment back; what came in is owed back to the buyer.

    :raises PaymentUnknown: there is no such payment
    """
    current = existing(work, command.payment_id)
    cancelled = payment.cancel(current, command, at=work.now)
    record(work, command.payment_id, cancelled, occurred_at=command.cancelled_at)


def expire_payment(command: ExpirePayment, *, work: UnitOfWork) -> None:
    current = existing(work, command.payment_id)
    expired = payment.expire(current, command, at=work.now)
    record(work, command.payment_id, expired, occurred_at=command.expired_at)


def note_failed_attempt(command: NoteFailedAttempt, *, work: UnitOfWork) -> None:
    current = existing(work, command.payment_id)
    noted = payment.note_failed_attempt(current, command, at=work.now)
    record(work, command.payment_id, noted, occurred_at=command.failed_at)


def owe_refund(command: OweRefund, *, work: UnitOfWork) -> None:
    current = existing(work, command.payment_id)
    owed = refunds.owe(current, command, at=work.now)
    record(work, command.payment_id, owed, occurred_at=command.due_at)


def facts_of(command: RecordReport, *, ports: Ports) -> tuple[ProviderFact, ...]:
    """
    Return what the provider makes of the report.

    :raises ReportRefused: it could make nothing of it
    :raises ProviderUnavailable: it cannot say just now
    """
    return _facts(ports.providers.enabled(command.provider).interpret(command.report))


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
