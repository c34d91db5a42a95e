"""How a seller's events become the rows of her page: herself, her papers, what was decided."""

from datetime import date
from typing import Any

from catalog.adapters import tables
from catalog.domain.merchant import Status
from catalog.domain.merchant_events import (
    MerchantDocumentRecorded,
    MerchantPaused,
    MerchantProfileChanged,
    MerchantRegistered,
    MerchantReinstated,
    MerchantRejected,
    MerchantResubmitted,
    MerchantResumed,
    MerchantServiceChanged,
    MerchantSuspended,
    MerchantVerified,
)
from catalog.domain.vocabulary import CheckKind, CheckResult, DocumentKind, NibStatus
from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row

Decision = MerchantVerified | MerchantRejected | MerchantSuspended | MerchantReinstated
_NO_SUSPENSION: Row = {
    "suspended_until": None,
    "suspension_reason": None,
    "open_orders_rule": None,
}
_NO_PAUSE: Row = {"paused_from": None, "paused_until": None, "pause_reason": None}


def merchant_row(row: Row | None, recorded: AnyRecorded, _: Key) -> Row | None:
    event = recorded.event
    if isinstance(event, MerchantRegistered):
        return _registered(event, recorded)
    assert row is not None, "the first event of a stream makes the row"
    changes = _judged(row, event, recorded)
    if changes is None:
        changes = _standing(event)
    return row | (_told(row, event) if changes is None else changes)


def document_row(_: Row | None, recorded: AnyRecorded, key: Key) -> Row:
    event: MerchantDocumentRecorded = recorded.event
    return {
        "merchant_id": key[0],
        "document_ref": key[1],
        "document_kind": event.document_kind.value,
        "content_sha256": event.content_sha256,
        "issued_on": event.issued_on,
        "valid_until": event.valid_until,
        "verified": event.verified,
        "recorded_at": recorded.recorded_at,
    }


def document_keys(recorded: AnyRecorded) -> list[Key]:
    event = recorded.event
    if isinstance(event, MerchantDocumentRecorded):
        return [(event.merchant_id, event.document_ref)]
    return []


def decision_row(_: Row | None, recorded: AnyRecorded, key: Key) -> Row:
    decided = {
        "merchant_id": key[0],
        "decision_id": key[1],
        "reason_codes": [],
        "checks": [],
        "until": None,
        "open_orders_rule": None,
        "legal_basis": None,
        "authority_ref": recorded.metadata.get("authority_ref"),
        "decided_at": recorded.occurred_at,
    }
    return decided | _decision(recorded.event)


def decision_keys(recorded: AnyRecorded) -> list[Key]:
    event = recorded.event
    return [(event.merchant_id, event.decision_id)] if isinstance(event, Decision) else []


def _decision(event: Decision) -> Row:
    match event:
        case MerchantVerified():
            checks, until = plain(event.checks), event.nib_grace_until
            return {"decision": "verified", "checks": checks, "until": until}
        case MerchantRejected():
            return {"decision": "rejected", "reason_codes": plain(event.reason_codes)}
        case MerchantSuspended():
            return {
                "decision": "suspended",
                "reason_codes": [event.reason_code.value],
                "until": event.until,
                "open_orders_rule": event.open_orders_rule.value,
                "legal_basis": event.legal_basis,
            }
        case MerchantReinstated():
            return {"decision": "reinstated", "reason_codes": [event.reason_code.value]}


def _registered(event: MerchantRegistered, recorded: AnyRecorded) -> Row:
    facts = plain(event)
    facts |= {
        "status": Status.REGISTERED.value,
        "rejection_codes": [],
        "may_resubmit": True,
        "service": {},
        "registered_at": recorded.occurred_at,
        "decided_at": None,
        "attempt_no": 1,
        "review_due": None,
        "nib_grace_until": None,
        "expiries": {},
        "next_expiry": None,
        **_NO_SUSPENSION,
        **_NO_PAUSE,
    }
    return {column.name: facts[column.name] for column in tables.merchants.columns}


def _judged(row: Row, event: Any, recorded: AnyRecorded) -> Row | None:
    match event:
        case MerchantVerified():
            seen = NibStatus.VERIFIED.value if _saw_nib(event) else row["nib_status"]
            return {
                "status": Status.VERIFIED.value,
                "decided_at": recorded.occurred_at,
                "business_scale": event.business_scale.value,
                "nib_status": seen,
                "nib_grace_until": event.nib_grace_until,
                "review_due": event.review_due,
            }
        case MerchantRejected():
            return {
                "status": Status.REJECTED.value,
                "decided_at": recorded.occurred_at,
                "rejection_codes": plain(event.reason_codes),
                "may_resubmit": event.may_resubmit,
            }
        case MerchantResubmitted():
            return {"status": Status.REGISTERED.value, "attempt_no": event.attempt_no}
        case _:
            return None


def _standing(event: Any) -> Row | None:
    match event:
        case MerchantSuspended():
            return {
                "status": Status.SUSPENDED.value,
                "suspended_until": event.until,
                "suspension_reason": event.reason_code.value,
                "open_orders_rule": event.open_orders_rule.value,
            }
        case MerchantReinstated():
            return {"status": Status.VERIFIED.value} | _NO_SUSPENSION
        case MerchantPaused():
            return {
                "paused_from": event.from_at,
                "paused_until": event.until,
                "pause_reason": event.reason_code.value,
            }
        case MerchantResumed():
            return _NO_PAUSE
        case _:
            return None


def _told(row: Row, event: Any) -> Row:
    match event:
        case MerchantServiceChanged():
            service: Row = plain(event)
            del service["merchant_id"]
            return {"service": service}
        case MerchantProfileChanged():
            return {
                "business_kelurahan_code": event.business_kelurahan_code,
                "business_scale": event.business_scale.value,
                "supervising_department": event.supervising_department.value,
            }
        case MerchantDocumentRecorded():
            return _documented(row, event)
        case _:
            raise AssertionError(event)


def _documented(row: Row, event: MerchantDocumentRecorded) -> Row:
    # The newest paper of a kind is the one that counts.
    until = event.valid_until
    others = {k: v for k, v in row["expiries"].items() if k != event.document_kind.value}
    expiries = others | ({event.document_kind.value: str(until)} if until else {})
    changes: Row = {
        "expiries": expiries,
        "next_expiry": min((date.fromisoformat(day) for day in expiries.values()), default=None),
    }
    if event.document_kind is DocumentKind.NIB:
        verified = event.verified or row["nib_status"] == NibStatus.VERIFIED.value
        changes["nib_ref"] = event.document_ref
        changes["nib_status"] = (NibStatus.VERIFIED if verified else NibStatus.CLAIMED).value
    return changes


def _saw_nib(event: MerchantVerified) -> bool:
    return any(
        one.check is CheckKind.NIB and one.result is CheckResult.PASSED for one in event.checks
    )
