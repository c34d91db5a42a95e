"""What buyers and sellers are told about money, as they read it on a telephone."""

from collections.abc import Mapping
from enum import StrEnum, auto

from kernel.domain.notices import Text


class NoticeKind(StrEnum):
    CASH_DISPUTED = auto()
    CASH_DISPUTE_RESOLVED = auto()
    CORRECTION_REQUESTED = auto()
    REFUND_TO_COME = auto()
    REFUND_TO_PAY = auto()
    REFUND_CLAIMED = auto()
    REFUND_DISPUTED = auto()
    REFUND_DISPUTE_RESOLVED = auto()
    REFUND_DUE_AGAIN = auto()


TEXTS: Mapping[str, Text] = {
    NoticeKind.CASH_DISPUTED: Text(
        id="Jumlah tunai satu pesanan disanggah: pembeli menyebut {buyer_says_idr}, penjual "
        "{seller_says_idr}. Petugas akan memutuskan.",
        en="The cash for an order is in dispute: the buyer says {buyer_says_idr}, the seller "
        "{seller_says_idr}. An officer will decide.",
    ),
    NoticeKind.CASH_DISPUTE_RESOLVED: Text(
        id="Sengketa tunai satu pesanan sudah diputus: {decided_idr}. Lihat halaman pesanan.",
        en="The dispute about cash for an order is decided: {decided_idr}. See its page.",
    ),
    NoticeKind.CORRECTION_REQUESTED: Text(
        id="Penjual minta koreksi catatan tunai dari {wrong_idr} menjadi {right_idr}. "
        "Setujui atau tolak di halaman pesanan.",
        en="The seller asks to correct the cash on record from {wrong_idr} to {right_idr}. "
        "Agree or decline on the order's page.",
    ),
    NoticeKind.REFUND_TO_COME: Text(
        id="Penjual harus mengembalikan {amount_idr} kepada Anda sebelum {refund_by}.",
        en="The seller must pay {amount_idr} back to you before {refund_by}.",
    ),
    NoticeKind.REFUND_TO_PAY: Text(
        id="Kembalikan {amount_idr} kepada pembeli sebelum {refund_by}, lalu catat di halaman "
        "pesanan.",
        en="Pay {amount_idr} back to the buyer before {refund_by}, and record it on the order's "
        "page.",
    ),
    NoticeKind.REFUND_CLAIMED: Text(
        id="Penjual mencatat {amount_idr} sudah dikembalikan. Jika belum Anda terima, sanggah "
        "sebelum {objection_by}.",
        en="The seller says that {amount_idr} was paid back. If you did not get it, object "
        "before {objection_by}.",
    ),
    NoticeKind.REFUND_DISPUTED: Text(
        id="Pembeli menyatakan belum menerima pengembalian {amount_idr}. Petugas akan memutuskan.",
        en="The buyer says that the refund of {amount_idr} did not come. An officer will decide.",
    ),
    NoticeKind.REFUND_DISPUTE_RESOLVED: Text(
        id="Sengketa pengembalian {amount_idr} sudah diputus: uang dianggap sudah diterima.",
        en="The dispute about the refund of {amount_idr} is decided: it counts as received.",
    ),
    NoticeKind.REFUND_DUE_AGAIN: Text(
        id="Sengketa pengembalian {amount_idr} sudah diputus: penjual masih harus membayar.",
        en="The dispute about the refund of {amount_idr} is decided: the seller still has to pay.",
    ),
}
