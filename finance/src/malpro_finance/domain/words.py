"""The plain words of finance, Indonesian first."""

from collections.abc import Mapping
from enum import StrEnum


class Lang(StrEnum):
    ID = "id"
    EN = "en"


# Up to 22 signs, so that a table fits 80.
_KINDS: Mapping[str, tuple[str, str]] = {
    "payment_due": ("tagihan baru", "payment due"),
    "payment_due_adjusted": ("tagihan dikurangi", "less is due"),
    "payment_received": ("uang diterima", "money received"),
    "payment_cancelled": ("tagihan dibatalkan", "payment cancelled"),
    "payment_expired": ("sisa tagihan dihapus", "rest given up"),
    "collection_attempt_failed": ("penagihan gagal", "collected in vain"),
    "collection_claimed": ("pembeli mengaku bayar", "buyer says she paid"),
    "collection_confirmed": ("penerimaan disetujui", "receipt agreed"),
    "collection_disputed": ("penerimaan disanggah", "receipt disputed"),
    "collection_dispute_resolved": ("sanggahan diputus", "dispute decided"),
    "collection_correction_requested": ("koreksi diminta", "correction asked for"),
    "collection_corrected": ("koreksi disetujui", "receipt corrected"),
    "collection_correction_declined": ("koreksi ditolak", "correction declined"),
    "refund_due": ("retur harus dibayar", "refund due"),
    "refund_claimed": ("pengembalian dilapor", "refund reported"),
    "refund_disputed": ("pengembalian disanggah", "refund disputed"),
    "refund_dispute_resolved": ("putusan pengembalian", "refund decided"),
    "payment_refunded": ("uang dikembalikan", "money paid back"),
}
_TEXTS: Mapping[str, tuple[str, str]] = {
    "number": ("No.", "No."),
    "when": ("Waktu (WIB)", "Time (WIB)"),
    "event": ("Peristiwa", "Event"),
    "seller": ("Penjual", "Seller"),
    "amount": ("Jumlah (Rp)", "Amount (Rp)"),
    "left": ("Sisa (Rp)", "Left (Rp)"),
    "day": ("Laporan hari", "Report of"),
    "by_type": ("Menurut peristiwa", "By event"),
    "by_seller": ("Menurut penjual", "By seller"),
    "by_method": ("Menurut cara bayar", "By method"),
    "positions": ("Awal + naik - turun = akhir (Rp)", "Opening + up - down = closing (Rp)"),
    "accounts": ("Buku besar (Rp): debit positif", "Ledger (Rp): debit balances positive"),
    "count": ("Banyak", "Count"),
    "asked": ("Ditagih", "Asked"),
    "called_off": ("Dihapus", "Called off"),
    "received": ("Diterima", "Received"),
    "corrected": ("Koreksi", "Corrected"),
    "refunded": ("Kembali", "Refunded"),
    "total": ("Jumlah", "Total"),
    "opening": ("Awal", "Opening"),
    "plus": ("Naik", "Up"),
    "minus": ("Turun", "Down"),
    "debit": ("Debit", "Debit"),
    "credit": ("Kredit", "Credit"),
    "closing": ("Akhir", "Closing"),
    "still_due": ("masih harus dibayar", "buyers still owe"),
    "collected_seller": ("diterima penjual", "taken in by sellers"),
    "collected_courier": ("diterima kurir", "taken in by couriers"),
    "collected_bank": ("diterima bank", "taken in by banks"),
    "overpaid": ("kelebihan bayar", "paid too much"),
    "refund_due": ("retur belum dibayar", "refunds not yet paid"),
    "buyer_receivable": ("piutang pembeli", "buyer_receivable"),
    "seller_payable": ("utang kepada penjual", "seller_payable"),
    "seller_direct": ("di tangan penjual", "seller_direct"),
    "cash_in_transit": ("kas di kurir", "cash_in_transit"),
    "bank_clearing": ("kliring bank", "bank_clearing"),
    "overpayment_payable": ("utang kelebihan bayar", "overpayment_payable"),
    "refund_payable": ("utang retur", "refund_payable"),
    "rounding": ("pembulatan", "rounding"),
    "platform_revenue": ("pendapatan Malpro", "platform_revenue"),
    "nothing": ("Tidak ada peristiwa pada hari ini.", "Nothing happened on this day."),
    "agrees": ("Semua jumlah cocok sampai rupiah.", "All sums agree to the rupiah."),
    "differs": ("TIDAK COCOK", "DIFFERS"),
    "through": ("Rantai diperiksa sampai", "Chain verified through"),
    "booked_later": (
        "peristiwa hari ini baru dibukukan sesudahnya",
        "of them booked on later days",
    ),
    "brought_earlier": (
        "peristiwa hari sebelumnya dibukukan pada hari ini",
        "events of earlier days were booked on this day",
    ),
    "unknown": ("jenis yang belum dikenal program ini", "types that this program does not know"),
    "short": ("8 tanda terakhir nomornya", "the last 8 signs of its id"),
}


def kind_word(kind: str, lang: Lang) -> str:
    """Say a kind of event; a stranger keeps its own name."""
    return _of(_KINDS.get(kind, (kind, kind)), lang)


def text(name: str, lang: Lang) -> str:
    return _of(_TEXTS.get(name, (name, name)), lang)


def rupiah(amount_idr: int, lang: Lang) -> str:
    """Write a sum as people there do: 25.000, or 25,000 in English."""
    written = f"{amount_idr:,}"
    return written if lang is Lang.EN else written.replace(",", ".")


def _of(both: tuple[str, str], lang: Lang) -> str:
    return both[lang is Lang.EN]
