"""The promises and what was looked at for each: Indonesian first, English second."""

from collections.abc import Mapping

PROMISES: Mapping[str, tuple[str, str]] = {
    "promises": ("IV. JANJI", "IV. PROMISES"),
    "held": ("DITEPATI", "HELD"),
    "broken": ("INGKAR", "BROKEN"),
    "yes": ("sama", "equal"),
    "no": ("BERBEDA", "DIFFERENT"),
    "promise.1": (
        "Yang sudah diterima tidak hilang dan tidak dihitung dua kali",
        "Nothing acknowledged is lost or applied twice",
    ),
    "promise.2": (
        "Stok tidak terjual lebih; harga berasal dari server",
        "Stock is never oversold; prices come from the server",
    ),
    "promise.3": (
        "Uang adalah fakta: lunas berarti sudah diterima",
        "Money is a fact: paid means collected",
    ),
    "promise.4": (
        "Jurnal seimbang; pendapatan platform nol",
        "The journal balances; the platform's revenue is zero",
    ),
    "promise.5": (
        "Tiap rupiah punya satu pembayaran dan satu aturan; bulan terhitung ulang",
        "Every credited rupiah has one payment and one rule; the month recomputes",
    ),
    "promise.6": (
        "Tiap layanan menerapkan semua peristiwa, berurutan, sekali",
        "Every consumer has applied every event, in order, once",
    ),
    "promise.7": (
        "Tak ada nama, nomor, telepon atau alamat orang di luar brankas",
        "No person's name, number, phone or address outside the vaults",
    ),
    "promise.8": (
        "Layanan tetap berjalan tanpa layanan lain",
        "Services go on without one another",
    ),
    "promise.9": ("Angka laporan saling cocok", "The figures of the report agree"),
    "elsewhere": ("diuji oleh tests/e2e/test_kills.py", "tested by tests/e2e/test_kills.py"),
    "evidence.2": (
        "{reserved} baris disisihkan, {priced} baris berharga, {breaches} pelanggaran",
        "{reserved} reserved lines, {priced} priced lines, {breaches} breaches",
    ),
    "evidence.3": (
        "{completed} pesanan selesai, {collected_idr} diterima, {unmatched} tanpa pasangan",
        "{completed} completed orders, {collected_idr} collected, {unmatched} without their match",
    ),
    "evidence.4": (
        "{entries} ayat, debit {debit_idr}, kredit {credit_idr}, {platform} pada pendapatan",
        "{entries} entries, debit {debit_idr}, credit {credit_idr}, {platform} on revenue",
    ),
    "evidence.5": (
        "{credits} kredit, {groundless} tanpa dasar atau ganda, hitung ulang {recomputed}",
        "{credits} credits, {groundless} without reason or doubled, recomputation {recomputed}",
    ),
    "evidence.6": (
        "{subscriptions} langganan, {behind} tertinggal, pemeriksaan gagal: {broken}",
        "{subscriptions} subscriptions, {behind} behind, failed checks: {broken}",
    ),
    "evidence.7": (
        "{texts} peristiwa dan baris log dicari untuk {identifiers} tanda pengenal, {found} ada",
        "{texts} events and log lines searched for {identifiers} identifiers, {found} found",
    ),
    "evidence.9": (
        "{compared} perbandingan antarsumber, {different} berbeda",
        "{compared} comparisons between sources, {different} different",
    ),
    "disagreement": (
        "!!! ANGKA TIDAK COCOK: {name}: {one} <> {other}",
        "!!! FIGURES DISAGREE: {name}: {one} <> {other}",
    ),
    "check.orders_of_sellers": ("pesanan menurut penjual", "orders by seller"),
    "check.orders_told": ("pesanan yang diterima API", "orders that the API acknowledged"),
    "check.turnover_of_places": ("omzet menurut kelurahan", "turnover by kelurahan"),
    "check.turnover_of_sellers": ("omzet menurut rantai keuangan", "turnover by the finance chain"),
    "check.sellers_with_turnover": ("penjual yang beromzet", "sellers with turnover"),
    "check.gini": ("Gini dihitung ulang", "Gini computed anew"),
    "check.closed_members": ("pegawai saat penutupan", "members at the close"),
    "check.closed_met": ("terpenuhi saat penutupan", "met at the close"),
    "check.closed_not_met": ("belum terpenuhi saat penutupan", "not met at the close"),
    "check.closed_exempt": ("dibebaskan saat penutupan", "exempt at the close"),
    "check.closed_in_scope": ("berkewajiban saat penutupan", "with a duty at the close"),
    "check.closed_target_idr": ("target saat penutupan", "target at the close"),
    "check.closed_credited_idr": ("tercatat saat penutupan", "credited at the close"),
    "check.closed_shortfall_idr": ("kekurangan saat penutupan", "shortfall at the close"),
    "check.closed_pending_idr": ("menunggu saat penutupan", "pending at the close"),
    "check.closed_lost_idr": ("hilang saat penutupan", "lost at the close"),
    "check.reversed_since": ("dibalik sejak penutupan", "reversed since the close"),
    "check.agencies_rolled_up": ("jumlah pohon OPD", "the tree of agencies"),
    "check.agencies_members": ("pegawai semua OPD", "members of all agencies"),
    "check.agencies_target_idr": ("target semua OPD", "target of all agencies"),
    "check.agencies_credited_idr": ("tercatat semua OPD", "credited of all agencies"),
    "check.agencies_shortfall_idr": ("kekurangan semua OPD", "shortfall of all agencies"),
    "check.consequence_reward": ("berkas penghargaan", "file of rewards"),
    "check.consequence_notice": ("berkas teguran", "file of notices"),
    "check.consequence_recommendation": ("berkas rekomendasi", "file of recommendations"),
    "check.chain_unbroken": ("rantai keuangan utuh", "the finance chain is whole"),
    "check.chain_head": ("sidik terakhir rantai", "the chain's head hash"),
    "check.chain_length": ("panjang rantai", "the chain's length"),
    "check.day_adds_up": ("jurnal hari itu", "the day's journal"),
    "check.day_received_idr": ("diterima hari itu", "received that day"),
    "check.day_corrected_idr": ("koreksi hari itu", "corrected that day"),
    "check.day_refunded_idr": ("kembali hari itu", "refunded that day"),
    "check.ledger_balances": ("buku besar seimbang", "the ledger balances"),
    "check.platform_revenue": ("pendapatan platform nol", "platform revenue is zero"),
    "check.ledger_of_chain": ("buku besar menurut rantai", "the ledger by the chain"),
}
