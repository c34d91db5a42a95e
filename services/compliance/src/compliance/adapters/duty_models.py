"""Read models of months, obligations and what follows: pure folds of own events."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from compliance.domain.consequence_events import (
    ConsequencesIssued,
    NoticesIssued,
    RecommendationsIssued,
    RewardsIssued,
)
from compliance.domain.duty_events import (
    ObligationAdjusted,
    ObligationOpened,
    ObligationsAssessed,
    PeriodClosed,
    PeriodClosingStarted,
    PeriodOpened,
)
from compliance.domain.obligation import adjusted
from compliance.domain.purchase_events import SpendCredited, SpendReversed
from compliance.domain.words import ConsequenceKind, PeriodStatus
from kernel.adapters.codec import plain
from kernel.adapters.projections import AnyRecorded, Key, Row

_PERIOD = PeriodOpened | PeriodClosingStarted | ObligationsAssessed | PeriodClosed
_CHUNK = RewardsIssued | NoticesIssued | RecommendationsIssued
_KINDS: Mapping[type, ConsequenceKind] = {
    RewardsIssued: ConsequenceKind.REWARD,
    NoticesIssued: ConsequenceKind.NOTICE,
    RecommendationsIssued: ConsequenceKind.RECOMMENDATION,
}


def period_keys(recorded: AnyRecorded) -> Iterable[Key]:
    event = recorded.event
    if isinstance(event, _CHUNK):
        return [(event.issue.institution_id, event.issue.period)]
    if isinstance(event, _PERIOD | ConsequencesIssued):
        return [(event.institution_id, event.period)]
    return []


def fold_period(row: Row | None, recorded: AnyRecorded, _: Key) -> Row | None:
    known = row or {}
    match recorded.event:
        case PeriodOpened() as opened:
            return _opened_period(opened)
        case PeriodClosingStarted() as started:
            return known | {
                "status": PeriodStatus.CLOSING,
                "close_no": started.close_no,
                "chunk_no": 0,
                "chunk_count": started.chunk_count,
            }
        case ObligationsAssessed(chunk_no=chunk_no):
            return known | {"chunk_no": chunk_no}
        case PeriodClosed() as closed:
            return known | {
                "status": PeriodStatus.CLOSED,
                "closed_at": recorded.recorded_at,
                "closed": plain(closed),
            }
        case ConsequencesIssued() as issued:
            return known | {"issued": plain(issued)}
        case chunk:
            return known | {"issued_chunk_no": chunk.issue.chunk_no}


def _opened_period(event: PeriodOpened) -> Row:
    return {
        "institution_id": event.institution_id,
        "period": event.period,
        "policy_id": event.policy_id,
        "policy_version": event.policy_version,
        "cut_off_at": event.cut_off_at,
        "status": PeriodStatus.OPEN,
        "close_no": 0,
        "opened_at": event.opened_at,
        "closed_at": None,
        "closed": None,
        "chunk_no": 0,
        "chunk_count": 0,
        "issued_chunk_no": 0,
        "issued": None,
    }


def obligation_keys(recorded: AnyRecorded) -> Iterable[Key]:
    match recorded.event:
        case (
            ObligationOpened(obligation_id=one)
            | ObligationAdjusted(obligation_id=one)
            | SpendCredited(obligation_id=one)
            | SpendReversed(obligation_id=one)
        ):
            return [(one,)]
        case _:
            return []


def fold_obligation(row: Row | None, recorded: AnyRecorded, _: Key) -> Row:
    known = row or {}
    match recorded.event:
        case ObligationOpened() as opened:
            return _opened(opened)
        case ObligationAdjusted() as event:
            return _adjusted(known, event)
        case SpendCredited() as credit:
            return known | {
                "credited_idr": known["credited_idr"] + credit.credited_idr,
                "credited_staple_idr": _known(known, "credited_staple_idr")
                + credit.credited_staple_idr,
            }
        case back:
            return _reversed(known, back)


def _opened(event: ObligationOpened) -> Row:
    return {
        "obligation_id": event.obligation_id,
        "membership_id": event.membership_id,
        "member_id": event.member_id,
        "institution_id": event.institution_id,
        "period": event.period,
        "policy_version": event.policy_version,
        "credited_idr": 0,
        "credited_staple_idr": 0,
        "reversed_after_close_idr": 0,
        "assessment": None,
        "chunk_no": None,
        "adjustments": None,
        **_told(event),
    }


def _told(event: ObligationOpened) -> Row:
    return {
        "agency_id": event.agency_id,
        "in_scope": event.in_scope,
        "out_of_scope_code": event.out_of_scope_code,
        "target_idr": event.target_idr,
        "target_staple_idr": event.target_staple_idr,
        "agency_days": plain(event.agency_days) or None,
        "told": plain(event),
    }


def _adjusted(known: Row, event: ObligationAdjusted) -> Row:
    told = adjusted(msgspec.convert(known["told"], ObligationOpened), event)
    return known | _told(told) | {"adjustments": [*(known["adjustments"] or []), plain(event)]}


def _reversed(known: Row, event: SpendReversed) -> Row:
    late = event.amount_idr if event.after_close else 0
    return known | {
        "credited_idr": known["credited_idr"] - event.amount_idr,
        "credited_staple_idr": _known(known, "credited_staple_idr") - event.staple_idr,
        "reversed_after_close_idr": _known(known, "reversed_after_close_idr") + late,
    }


def _known(row: Row, column: str) -> int:
    # Rows from before the column hold nothing in it.
    return row[column] or 0


def consequences_of(event: Any) -> list[Row]:
    """Return the rows that an event makes; each consequence is issued once."""
    return [_consequence(key, item, event) for key, item in _items(event)]


def _consequence(key: str, item: Any, event: Any) -> Row:
    return {
        "consequence_id": key,
        "institution_id": event.issue.institution_id,
        "period": event.issue.period,
        "kind": _KINDS[type(event)],
        "obligation_id": item.obligation_id,
        "membership_id": item.membership_id,
        "level": getattr(item, "level", None) or getattr(item, "ground_code", ""),
        "target_idr": item.target_idr,
        "credited_idr": item.credited_idr,
        "shortfall_idr": getattr(item, "shortfall_idr", 0),
        "issued_at": event.issue.issued_at,
        "deadline": getattr(event, "deadline", None),
        "legal_basis": event.issue.legal_basis,
    }


def _items(event: Any) -> Iterator[tuple[str, Any]]:
    """Yield what was issued, by its id."""
    match event:
        case RewardsIssued(rewards=rewards):
            yield from ((one.reward_id, one) for one in rewards)
        case NoticesIssued(notices=notices):
            yield from ((one.notice_id, one) for one in notices)
        case RecommendationsIssued(recommendations=named):
            yield from ((one.recommendation_id, one) for one in named)
        case _:
            pass
