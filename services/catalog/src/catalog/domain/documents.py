"""A seller's papers with their validity: what is on them lies in the vault."""

import re
from datetime import date

from catalog.domain.commands import RecordMerchantDocument
from catalog.domain.merchant import Merchant, refuse_final
from catalog.domain.merchant_events import MerchantDocumentRecorded
from catalog.domain.registration import check_nib
from catalog.domain.vocabulary import DocumentKind
from kernel.domain.errors import Invalid, Rejected

_NUMBER_LENGTH_MAX = 60
_SHA256 = re.compile(r"[0-9a-f]{64}")


class DocumentMalformed(Invalid):
    code = "document_malformed"


class DocumentIsExpired(Rejected):
    code = "document_expired"


def record_document(
    merchant: Merchant,
    command: RecordMerchantDocument,
    *,
    document_ref: str,
    seen_by_officer: bool,
    on: date,
) -> tuple[MerchantDocumentRecorded, ...]:
    """
    Take note of a paper. The same scan, seen as before, changes nothing.

    :param on: today, in Malang
    :raises MerchantIsRejected: she was turned away for good
    :raises DocumentMalformed: neither number nor scan, or dates that cannot be
    :raises MerchantProfileMalformed: it is no NIB
    :raises DocumentIsExpired: it holds no longer
    """
    refuse_final(merchant)
    _check(command, on)
    recorded = MerchantDocumentRecorded(
        merchant_id=merchant.merchant_id,
        document_kind=command.document_kind,
        document_ref=document_ref,
        content_sha256=command.content_sha256,
        issued_on=command.issued_on,
        valid_until=command.valid_until,
        verified=seen_by_officer,
    )
    if recorded.content_sha256 and _paper(recorded) in map(_paper, merchant.documents):
        return ()
    return (recorded,)


def _check(command: RecordMerchantDocument, on: date) -> None:
    if not command.number and not command.content_sha256:
        raise DocumentMalformed("give the number, the hash of the scan, or both")
    if command.number and len(command.number) > _NUMBER_LENGTH_MAX:
        raise DocumentMalformed("the number is too long")
    if command.content_sha256 and not _SHA256.fullmatch(command.content_sha256):
        raise DocumentMalformed("a SHA-256 has 64 hexadecimal digits")
    if command.document_kind is DocumentKind.NIB:
        check_nib(command.number)
    if command.issued_on and command.issued_on > on:
        raise DocumentMalformed("a document is issued in the past")
    if command.valid_until and command.valid_until < on:
        raise DocumentIsExpired("the document holds no longer")


def _paper(one: MerchantDocumentRecorded) -> tuple[object, ...]:
    return (
        one.document_kind,
        one.content_sha256,
        one.issued_on,
        one.valid_until,
        one.verified,
    )
