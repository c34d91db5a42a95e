"""Proof that lies elsewhere: an event holds its fingerprint and where it is, never a picture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.domain.errors import Invalid

EVIDENCE_MAX = 10
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,40}")
_REF = re.compile(r"[0-9a-f-]{36}")


class EvidenceMalformed(Invalid):
    code = "evidence_malformed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    sha256: str
    media_type: str
    ref: str


def check_evidence(evidence: Sequence[Evidence]) -> None:
    """
    Refuse what could be anything but a fingerprint and a place: a picture's name may name people.

    :raises EvidenceMalformed: it is not of that form
    """
    if len(evidence) > EVIDENCE_MAX or not all(map(_is_well_formed, evidence)):
        raise EvidenceMalformed(f"at most {EVIDENCE_MAX} of: sha256, media_type, ref (a UUID)")


def _is_well_formed(one: Evidence) -> bool:
    forms = ((_SHA256, one.sha256), (_MEDIA_TYPE, one.media_type), (_REF, one.ref))
    return all(form.fullmatch(text) for form, text in forms)
