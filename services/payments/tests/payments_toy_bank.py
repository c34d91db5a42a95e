"""A bank of paper, for tests: everything a real one has, and it comes in through the same door."""

import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from kernel.domain.ids import derived_id
from payments.application.providers import (
    API_VERSION,
    Attempt,
    CallbackReport,
    Capability,
    Decision,
    Descriptor,
    Err,
    Facts,
    HandoverReport,
    Health,
    Instruction,
    Limits,
    Ok,
    Outcome,
    ProviderPorts,
    Reply,
    Report,
    Trouble,
)
from payments.domain.facts import (
    CollectorRole,
    Confirmation,
    FactKind,
    FeeBearer,
    ProviderFact,
    Strength,
    fact_id,
)
from payments.domain.terms import CURRENCY, CustodyMode

NAME = "toybank"
PATH = "/callbacks/toybank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A line in the bank's own book."""

    reference: str
    payment_id: str
    amount_idr: int
    paid_at: datetime


class ToyBank:
    api_version = API_VERSION

    def __init__(self, key: str, ports: ProviderPorts) -> None:
        self._key = key.encode()
        self._clock = ports.clock
        self.book: dict[str, Transfer] = {}

    def describe(self) -> Descriptor:
        return Descriptor(
            provider=NAME,
            name_id="Bank mainan",
            name_en="Toy bank",
            methods=frozenset({"va"}),
            custody_modes=frozenset({CustodyMode.BANK}),
            capabilities=frozenset(Capability),
            limits=Limits(amount_min_idr=10_000, amount_max_idr=5_000_000),
        )

    def healthcheck(self) -> Health:
        return Health(ok=bool(self._key), reason_code=None if self._key else "no_key")

    def interpret(self, report: Report) -> Outcome[Facts]:
        if isinstance(report, HandoverReport):
            return Ok(())  # What happens at the door is not the bank's.
        if not hmac.compare_digest(report.headers.get("signature", ""), self.sign(report.body)):
            return Err(Trouble.UNTRUSTED, "signature")
        try:
            told = json.loads(report.body)
            transfer = Transfer(
                reference=told["reference"],
                payment_id=told["payment_id"],
                amount_idr=told["amount_idr"],
                paid_at=datetime.fromisoformat(told["paid_at"]),
            )
        except (ValueError, KeyError, TypeError):
            return Err(Trouble.INVALID_REQUEST, "shape")
        return Ok((_fact(transfer, Strength.VERIFIED_CALLBACK, report.body),))

    def create_instruction(self, attempt: Attempt) -> Outcome[Instruction]:
        number = derived_id(NAME, attempt.payment_id, f"{attempt.attempt_no}")
        return Ok(
            Instruction(
                instruction_ref=number,
                expires_at=attempt.collect_by,
                display={"account_number": f"8808{int(number[:8], 16):010}"},
            )
        )

    def get_status(self, attempt: Attempt, instruction_ref: str) -> Outcome[Facts]:
        del instruction_ref
        transfer = self.book.get(attempt.payment_id)
        return Ok((_fact(transfer, Strength.STATUS_INQUIRY, b""),) if transfer else ())

    def cancel(self, attempt: Attempt, instruction_ref: str) -> Outcome[Facts]:
        return self.get_status(attempt, instruction_ref)

    def routes(self) -> Sequence[str]:
        return (PATH,)

    def answer(self, report: CallbackReport, decision: Decision) -> Reply:
        del report
        status = {Decision.REFUSED: 400, Decision.RETRY_LATER: 503}.get(decision, 200)
        return Reply(status=status, headers={}, body=json.dumps({"code": decision}).encode())

    def sign(self, body: bytes) -> str:
        return hmac.new(self._key, body, sha256).hexdigest()

    def calls_back(self, transfer: Transfer) -> CallbackReport:
        """Write the transfer into the book, and the request that the bank would send."""
        self.book[transfer.payment_id] = transfer
        body = json.dumps(
            {
                "reference": transfer.reference,
                "payment_id": transfer.payment_id,
                "amount_idr": transfer.amount_idr,
                "paid_at": transfer.paid_at.isoformat(),
            }
        ).encode()
        return CallbackReport(
            path=PATH,
            headers={"signature": self.sign(body)},
            body=body,
            received_at=self._clock.now(),
        )


def build(config: Mapping[str, Any], ports: ProviderPorts) -> ToyBank:
    return ToyBank(config.get("key", "paper"), ports)


def _fact(transfer: Transfer, strength: Strength, body: bytes) -> ProviderFact:
    kind = FactKind.PAYMENT_RECEIVED
    return ProviderFact(
        fact_id=fact_id(NAME, transfer.reference, kind),
        kind=kind,
        provider=NAME,
        payment_id=transfer.payment_id,
        amount_idr=transfer.amount_idr,
        currency=CURRENCY,
        occurred_at=transfer.paid_at,
        provider_ref=transfer.reference,
        collection_id=derived_id(NAME, transfer.reference),
        collected_by_id=NAME,
        collected_by_role=CollectorRole.BANK,
        confirmation=Confirmation.BANK,
        strength=strength,
        delivered_at=None,
        provider_fee_idr=0,
        fee_bearer=FeeBearer.NONE,
        evidence_sha256=sha256(body).hexdigest() if body else None,
    )
