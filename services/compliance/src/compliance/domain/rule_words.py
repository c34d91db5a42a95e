"""A rule in the words of the people it binds: Indonesian, one sentence per thing it says."""

from collections.abc import Iterator

from compliance.domain.policy_events import PolicyDocument
from compliance.domain.words import CountingBasis, PolicyKind, RelatedPartyRule

_BASIS = {
    CountingBasis.PLACED: "tanggal pesanan",
    CountingBasis.DELIVERED: "tanggal barang diserahkan",
    CountingBasis.COLLECTED: "tanggal pembayaran",
}
_GROUPS = {
    PolicyKind.BY_GRADE: "golongan",
    PolicyKind.BY_POSITION: "jabatan",
    PolicyKind.BY_JOB_CLASS: "kelas jabatan",
}


def in_words(document: PolicyDocument) -> str:
    """Say what must be spent, on what, and what does not count."""
    return " ".join(_sentences(document))


def rupiah(amount_idr: int) -> str:
    return f"Rp{amount_idr:,}".replace(",", ".")


def percent(share_bp: int) -> str:
    whole, rest = divmod(share_bp, 100)
    return f"{whole},{rest:02}".rstrip("0").rstrip(",") + "%"


def _sentences(document: PolicyDocument) -> Iterator[str]:
    yield f"Belanja wajib setiap bulan: {_amount(document)}{_limits(document)}."
    if document.staple_min_bp:
        yield f"Paling sedikit {percent(document.staple_min_bp)} untuk bahan pokok."
    yield f"Bulan ditentukan oleh {_BASIS[document.counting_basis]}."
    days = document.cut_off_working_days
    yield f"Pembayaran dihitung bila tercatat sampai hari kerja ke-{days} bulan berikutnya."
    if not document.delivery_fee_counts:
        yield "Ongkos kirim tidak dihitung."
    if document.related_party_rule is RelatedPartyRule.EXCLUDE:
        yield "Belanja pada penjual yang ada hubungan keluarga tidak dihitung."
    if document.seller_scales:
        yield f"Hanya belanja pada penjual berskala {', '.join(document.seller_scales)}."


def _amount(document: PolicyDocument) -> str:
    if document.kind is PolicyKind.FLAT:
        return rupiah(document.flat_idr)
    if document.kind is PolicyKind.PERCENT_OF_TPP_CEILING:
        return f"{percent(document.percent_bp)} dari pagu TPP"
    if document.kind is PolicyKind.BY_TPP_BAND:
        return "menurut besar pagu TPP"
    return f"menurut {_GROUPS[document.kind]}"


def _limits(document: PolicyDocument) -> str:
    least = f", paling sedikit {rupiah(document.floor_idr)}" if document.floor_idr else ""
    most = f", paling banyak {rupiah(document.cap_idr)}" if document.cap_idr is not None else ""
    return least + most
