"""What buyers and sellers are told about an order, as they read it on a telephone."""

from collections.abc import Mapping
from enum import StrEnum, auto

from kernel.domain.notices import Text


class NoticeKind(StrEnum):
    # The seller.
    ORDER_RECEIVED = auto()
    CANCELLED_BY_BUYER = auto()
    SALE_CALLED_OFF = auto()
    SALE_EXPIRED = auto()
    HANDOVER_CLAIMED = auto()
    RETURN_REQUESTED = auto()
    # The buyer.
    ORDER_REJECTED = auto()
    ORDER_ACCEPTED = auto()
    ORDER_DECLINED = auto()
    ORDER_ON_ITS_WAY = auto()
    READY_FOR_PICKUP = auto()
    ATTEMPT_FAILED = auto()
    NEXT_ATTEMPT = auto()
    HANDOVER_RECORDED = auto()
    ORDER_COMPLETED = auto()
    CANCELLED_BY_SELLER = auto()
    ORDER_CALLED_OFF = auto()
    ORDER_EXPIRED = auto()
    ORDER_WENT_BACK = auto()
    RETURN_ACCEPTED = auto()
    RETURN_DECLINED = auto()


# The hand-over code is told on the order's own page alone; a message could be read by others.
TEXTS: Mapping[str, Text] = {
    NoticeKind.ORDER_RECEIVED: Text(
        id="Pesanan baru {order_number}, {amount_due_idr} tunai. Terima sebelum {accept_by}.",
        en="New order {order_number}, {amount_due_idr} in cash. Accept it before {accept_by}.",
    ),
    NoticeKind.CANCELLED_BY_BUYER: Text(
        id="Pesanan {order_number} dibatalkan pembeli. Barang tidak perlu disiapkan.",
        en="The buyer has cancelled order {order_number}. There is nothing to prepare.",
    ),
    NoticeKind.SALE_CALLED_OFF: Text(
        id="Pesanan {order_number} dibatalkan petugas. Barang tidak perlu diserahkan.",
        en="An officer has called off order {order_number}. Do not hand over the goods.",
    ),
    NoticeKind.SALE_EXPIRED: Text(
        id="Pesanan {order_number} berakhir karena lewat batas waktu {deadline_at}.",
        en="Order {order_number} has ended: its time was over at {deadline_at}.",
    ),
    NoticeKind.HANDOVER_CLAIMED: Text(
        id="Pembeli menyatakan pesanan {order_number} sudah diterima dan dibayar. "
        "Benarkan atau sanggah di halaman pesanan.",
        en="The buyer says that order {order_number} was handed over and paid. "
        "Agree or object on its page.",
    ),
    NoticeKind.RETURN_REQUESTED: Text(
        id="Pembeli minta retur pesanan {order_number}. Jawab sebelum {answer_by}; "
        "tanpa jawaban berarti setuju.",
        en="The buyer wants to return goods of order {order_number}. Answer before {answer_by}; "
        "silence is a yes.",
    ),
    NoticeKind.ORDER_REJECTED: Text(
        id="Pesanan {order_number} tidak dapat dipenuhi: barang habis atau berubah. "
        "Anda tidak membayar apa pun.",
        en="Order {order_number} cannot be met: the goods are gone or have changed. "
        "You pay nothing.",
    ),
    NoticeKind.ORDER_ACCEPTED: Text(
        id="Pesanan {order_number} diterima penjual, dijanjikan paling lambat {promised_by}.",
        en="The seller has accepted order {order_number} and promises it by {promised_by}.",
    ),
    NoticeKind.ORDER_DECLINED: Text(
        id="Pesanan {order_number} ditolak penjual. Anda tidak membayar apa pun; "
        "silakan pesan di penjual lain.",
        en="The seller has declined order {order_number}. You pay nothing; please try another.",
    ),
    NoticeKind.ORDER_ON_ITS_WAY: Text(
        id="Pesanan {order_number} sedang diantar. Siapkan {amount_due_idr} tunai dan "
        "kode serah terima dari halaman pesanan.",
        en="Order {order_number} is on its way. Have {amount_due_idr} in cash ready, and the "
        "hand-over code from its page.",
    ),
    NoticeKind.READY_FOR_PICKUP: Text(
        id="Pesanan {order_number} siap diambil sampai {collect_by}. Bawa {amount_due_idr} tunai "
        "dan kode dari halaman pesanan.",
        en="Order {order_number} can be picked up until {collect_by}. Bring {amount_due_idr} in "
        "cash and the code from its page.",
    ),
    NoticeKind.ATTEMPT_FAILED: Text(
        id="Pesanan {order_number} belum dapat diserahkan. Lihat halaman pesanan atau "
        "hubungi penjual.",
        en="Order {order_number} could not be handed over. See its page, or ask the seller.",
    ),
    NoticeKind.NEXT_ATTEMPT: Text(
        id="Pesanan {order_number} belum dapat diserahkan. Penjual datang lagi {next_attempt_at}.",
        en="Order {order_number} could not be handed over. The seller returns {next_attempt_at}.",
    ),
    NoticeKind.HANDOVER_RECORDED: Text(
        id="Penjual mencatat pesanan {order_number} sudah diserahkan dan {cash_idr} dibayar. "
        "Jika keliru, sanggah sebelum {confirm_until}.",
        en="The seller says that order {order_number} was handed over and {cash_idr} paid. "
        "If that is wrong, object before {confirm_until}.",
    ),
    NoticeKind.ORDER_COMPLETED: Text(
        id="Pesanan {order_number} selesai, {paid_idr} dibayar. Terima kasih sudah belanja lokal.",
        en="Order {order_number} is complete, {paid_idr} paid. Thank you for buying local.",
    ),
    NoticeKind.CANCELLED_BY_SELLER: Text(
        id="Pesanan {order_number} dibatalkan penjual. Anda tidak membayar apa pun.",
        en="The seller has cancelled order {order_number}. You pay nothing.",
    ),
    NoticeKind.ORDER_CALLED_OFF: Text(
        id="Pesanan {order_number} dibatalkan petugas. Lihat halaman pesanan.",
        en="An officer has called off order {order_number}. See its page.",
    ),
    NoticeKind.ORDER_EXPIRED: Text(
        id="Pesanan {order_number} berakhir karena batas waktunya lewat. Lihat halaman pesanan.",
        en="Order {order_number} has ended because its time was over. See its page.",
    ),
    NoticeKind.ORDER_WENT_BACK: Text(
        id="Pesanan {order_number} dibawa kembali oleh penjual dan berakhir.",
        en="The seller has taken order {order_number} back, and it has ended.",
    ),
    NoticeKind.RETURN_ACCEPTED: Text(
        id="Retur pesanan {order_number} disetujui. Lihat halaman pesanan.",
        en="The return of order {order_number} is accepted. See its page.",
    ),
    NoticeKind.RETURN_DECLINED: Text(
        id="Retur pesanan {order_number} ditolak. Lihat halaman pesanan.",
        en="The return of order {order_number} is declined. See its page.",
    ),
}
