"""Whom our events give something to know: members, of a duty still open and of its outcome."""

from collections.abc import Iterable, Mapping

from compliance.domain.duty_events import ObligationsAssessed
from compliance.domain.notices import NoticeKind
from compliance.domain.reminder import DutyReminded, StillShort
from compliance.domain.words import Outcome
from kernel.application.envelope import Recorded
from kernel.application.telling import Draft, Make, membership
from kernel.domain.events import Event
from kernel.domain.wib import business_date

# Whose obligation it is, by its id.
Owners = Mapping[str, str]

_OUTCOMES: Mapping[Outcome, NoticeKind] = {
    Outcome.MET: NoticeKind.DUTY_MET,
    Outcome.NOT_MET: NoticeKind.DUTY_NOT_MET,
}


def reminded(recorded: Recorded[DutyReminded], _: object) -> Iterable[Draft]:
    event = recorded.event
    # Not as planned: a reminder may come days late, if nobody was at work.
    days_left = (event.ends_on - business_date(event.reminded_at)).days
    for one in event.members:
        params = {
            "obligation_id": one.obligation_id,
            "period": event.period,
            "days_left": days_left,
            "ends_on": event.ends_on,
            "shortfall_idr": one.shortfall_idr,
            "shortfall_staple_idr": one.shortfall_staple_idr,
        }
        yield Draft(kind=_missing(one), to=membership(one.membership_id), params=params)


def assessed(recorded: Recorded[ObligationsAssessed], owners: Owners) -> Iterable[Draft]:
    """Tell everybody who had a duty how it came out."""
    event = recorded.event
    for one in event.assessments:
        kind = _OUTCOMES.get(one.outcome)
        if kind is not None:
            params = {
                "obligation_id": one.obligation_id,
                "period": event.period,
                "target_idr": one.target_idr,
                "credited_idr": one.credited_idr,
                "shortfall_idr": one.shortfall_idr,
            }
            yield Draft(kind=kind, to=membership(owners[one.obligation_id]), params=params)


MAKERS: Mapping[type[Event], Make] = {DutyReminded: reminded, ObligationsAssessed: assessed}


def _missing(one: StillShort) -> NoticeKind:
    if not one.shortfall_staple_idr:
        return NoticeKind.DUTY_OPEN
    return NoticeKind.DUTY_AND_STAPLES_OPEN if one.shortfall_idr else NoticeKind.STAPLES_OPEN
