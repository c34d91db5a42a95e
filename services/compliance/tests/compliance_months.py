"""What tests ask of a month, and how they let its cut-off pass."""

from datetime import datetime
from typing import Any

from compliance_service import MARCH, City


def month(city: City, period: str = MARCH) -> dict[str, Any]:
    officer = city.officer("policy_officer")
    return city.ask("period", officer, institution_id=city.institution_id, period=period)


def recomputed(city: City) -> dict[str, Any]:
    auditor = city.officer("auditor")
    return city.ask("recomputation", auditor, institution_id=city.institution_id, period=MARCH)


def let_cut_off_pass(city: City) -> datetime:
    """Let April come, and then the moment of March's closing; nobody has caught up yet."""
    at = city.past_cut_off()
    city.move_to(at)
    return at
