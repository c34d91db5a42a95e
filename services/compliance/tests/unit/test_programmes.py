"""Decrees that Indonesian governments really made come out as their cases say, as data alone."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from compliance_money import assigned

from compliance.domain.policy_document import amount_of, check_document, out_of_scope, target
from compliance.domain.policy_events import PolicyDocument
from compliance.domain.rule_words import in_words
from compliance.domain.words import PositionLevel

DATA = Path(__file__).resolve().parents[1] / "data"
PROGRAMMES = yaml.safe_load((DATA / "programmes.yaml").read_text())
DECREES = {
    path.stem: msgspec.convert(yaml.safe_load(path.read_text()), PolicyDocument)
    for path in (DATA / "decrees").glob("*.yaml")
}
CASES = [
    (programme["programme"].split()[0].strip(",").lower(), case)
    for programme in PROGRAMMES
    for case in programme["cases"]
    if "target_idr" in case
]


def name_of(value: Any) -> str:
    return "-".join(str(one) for one in value.values()) if isinstance(value, dict) else value


@pytest.mark.parametrize(("decree", "case"), CASES, ids=name_of)
def test_a_decree_asks_what_it_says(decree: str, case: dict[str, Any]) -> None:
    document = DECREES[decree]
    member = assigned(
        tpp_ceiling_idr=case.get("tpp_ceiling_idr"),
        position_level=PositionLevel(case["position"]) if "position" in case else None,
    )

    check_document(document)
    amount = amount_of(document, member)

    assert out_of_scope(document, member) is None
    assert amount is not None
    assert target(document, amount).target_idr == case["target_idr"]
    assert "Belanja wajib setiap bulan" in in_words(document)


def test_every_decree_but_the_one_in_kilograms_has_its_file() -> None:
    assert {decree for decree, _ in CASES} == DECREES.keys()
    assert len(CASES) == 14
