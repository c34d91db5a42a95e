"""The texts of the report: Indonesian first, English second."""

from collections.abc import Mapping

_MAYOR: Mapping[str, tuple[str, str]] = {
    "title": (
        "MALPRO · LAPORAN BELANJA PEGAWAI PADA UMKM · KOTA MALANG",
        "MALPRO · WHAT CIVIL SERVANTS BOUGHT FROM SMALL SELLERS · MALANG",
    ),
    "subtitle": ("{month} · {status} {at}", "{month} · {status} {at}"),
    "mayor": ("I. UNTUK WALI KOTA", "I. FOR THE MAYOR"),
    "mayor_market": (
        (
            "Pada {month} pegawai membelanjakan {turnover} untuk barang dari {selling} penjual di"
            " antara {sellers} yang terdaftar; {staples} di antaranya bahan pokok. Dari {orders}"
            " pesanan, {completed} ({share}) selesai: barang diterima dan uang dibayar langsung"
            " kepada penjual."
        ),
        (
            "In {month} members spent {turnover} on goods from {selling} of the {sellers} sellers;"
            " {staples} of it was for staples. Of {orders} orders {completed} ({share}) were"
            " completed: goods handed over, and the money paid to the seller directly."
        ),
    ),
    "mayor_duties": (
        (
            "Dari {owing} pegawai yang berkewajiban, {met} ({share}) memenuhinya dan {not_met}"
            " belum, dengan kekurangan {shortfall}."
        ),
        (
            "Of {owing} members with a duty {met} ({share}) have met it and {not_met} have not;"
            " they are {shortfall} short."
        ),
    ),
    "mayor_lost": (
        "Pada {members} pegawai, pesanan senilai {lost} gagal karena penjual.",
        "Sellers failed {members} members with orders worth {lost}.",
    ),
    "mayor_blameless": (
        "Bagi {blameless} di antara yang belum, hanya itulah sebab kekurangannya.",
        "For {blameless} of those who have not met it that is the only reason.",
    ),
    "mayor_sellers": (
        (
            "{idle} penjual tidak mendapat satu pesanan pun, dan sepersepuluh penjual terbesar"
            " memegang {tenth} omzet (Gini omzet {gini}). Platform tidak memungut apa pun:"
            " pendapatannya {revenue}."
        ),
        (
            "{idle} sellers had no order at all, and the largest tenth of the sellers has {tenth}"
            " of the turnover (turnover Gini {gini}). The platform takes nothing: its revenue is"
            " {revenue}."
        ),
    ),
    "mayor_no_idle": (
        (
            "Semua penjual mendapat pesanan; sepersepuluh penjual terbesar memegang {tenth} omzet"
            " (Gini omzet {gini}). Platform tidak memungut apa pun: pendapatannya {revenue}."
        ),
        (
            "Every seller had orders; the largest tenth of the sellers has {tenth} of the turnover"
            " (turnover Gini {gini}). The platform takes nothing: its revenue is {revenue}."
        ),
    ),
    "orders_head": ("Nasib {orders} pesanan", "What became of {orders} orders"),
    "outcome": ("Keadaan", "Outcome"),
    "orders": ("Pesanan", "Orders"),
    "share": ("Bagian", "Share"),
    "amount": ("Nilai", "Amount"),
    "total": ("Jumlah", "Total"),
    "duties_head": (
        "Kewajiban {owing} pegawai saat ditutup",
        "The duty of {owing} members at the close",
    ),
    "met_share": ("{share} terpenuhi", "{share} met"),
    "duty": ("Kewajiban", "Duty"),
    "members": ("Pegawai", "Members"),
    "target": ("Target", "Target"),
    "credited": ("Tercatat", "Credited"),
    "shortfall": ("Kekurangan", "Shortfall"),
    "pending_line": (
        "Menunggu: pesanan {members} pegawai senilai {amount} belum lunas saat ditutup.",
        "Pending: orders of {members} members worth {amount} were not yet paid at the close.",
    ),
    "lost_line": (
        "Hilang karena penjual: pesanan {members} pegawai senilai {amount} gagal.",
        "Lost to sellers: orders of {members} members worth {amount} failed.",
    ),
    "places_head": (
        "Omzet menurut kelurahan penjual",
        "Turnover by the sellers' kelurahan",
    ),
    "places_note": (
        "Sepi: penjual tanpa satu pesanan pun bulan itu. Pokok: bagian bahan pokok.",
        "Idle: sellers without any order that month. Staple: the share of staples.",
    ),
    "kecamatan": ("Kecamatan", "Kecamatan"),
    "kelurahan": ("Kelurahan", "Kelurahan"),
    "sellers": ("Penjual", "Sellers"),
    "idle": ("Sepi", "Idle"),
    "turnover": ("Omzet", "Turnover"),
    "staples": ("Pokok", "Staple"),
    "other_places": ("{count} kelurahan lain", "{count} other kelurahan"),
    "place_unknown": ("tidak tercatat", "not kept"),
    "sellers_head": ("Penjual tanpa pesanan", "Sellers without orders"),
    "department": ("Dinas pembina", "Department"),
    "with_orders": ("Dapat pesanan", "With orders"),
    "without_orders": ("Tanpa pesanan", "Without orders"),
    "spread_head": (
        "Pemerataan omzet antarpenjual (kurva Lorenz)",
        "How turnover is spread among sellers (Lorenz curve)",
    ),
    "nothing_sold": ("Belum ada omzet.", "There is no turnover yet."),
    "whole": ("100%", "100%"),
    "none": ("0%", "0%"),
    "gini": ("Gini omzet {gini}", "Turnover Gini {gini}"),
    "gini_with_idle": (
        "{gini} bila yang tanpa omzet dihitung",
        "{gini} with those without turnover",
    ),
    "largest_tenth": ("10% penjual terbesar: {share}", "Largest 10% of sellers: {share}"),
    "smaller_half": ("50% penjual terkecil: {share}", "Smaller 50%: {share}"),
    "smallest_fifths": ("40% penjual terkecil: {share}", "Smallest 40%: {share}"),
    "diagonal": ("garis lurus: semua sama besar", "straight line: all the same"),
    "curve": ("garis melengkung: keadaan ini", "bent line: as it is"),
    "not_bps": ("(omzet penjual, bukan Gini BPS)", "(of sellers' turnover, not BPS's)"),
    "spread_axis": ("0%  penjual, dari terkecil  100%", "0%   sellers, smallest first  100%"),
}
_AGENCIES: Mapping[str, tuple[str, str]] = {
    "agencies": ("II. UNTUK KEPALA OPD", "II. FOR HEADS OF AGENCIES"),
    "agencies_note": (
        (
            "{count} OPD, angka saat penutupan; uang dalam ribuan rupiah, dibulatkan. Jumlah"
            " dihitung dari rupiah penuh. Tidak ada nama dan tidak ada isi belanja di sini."
        ),
        (
            "{count} agencies, figures at the close; money in thousands of rupiah, rounded. Totals"
            " are of whole rupiah. There are no names here, and no baskets."
        ),
    ),
    "agency": ("OPD", "Agency"),
    "short_members": ("Peg.", "Memb."),
    "short_met": ("Penuh", "Met"),
    "short_not_met": ("Belum", "Not"),
    "short_exempt": ("Bebas", "Out"),
    "short_target": ("Target", "Target"),
    "short_credited": ("Tercatat", "Credited"),
    "short_pending": ("Tunggu", "Pending"),
    "short_lost": ("Hilang", "Lost"),
    "short_shortfall": ("Kurang", "Short"),
    "agencies_words": (
        (
            "Bebas: dibebaskan atau tanpa kewajiban. Tunggu: dipesan, belum lunas. Hilang: pesanan"
            " gagal karena penjual; bukan kesalahan pegawai."
        ),
        (
            "Out: exempt or out of scope. Pending: ordered, not yet paid. Lost: orders that failed"
            " by the seller's fault; not the member's."
        ),
    ),
}
_FINANCE: Mapping[str, tuple[str, str]] = {
    "finance": ("III. UNTUK PETUGAS BKAD", "III. FOR THE CLERK OF BKAD"),
    "closing_head": ("Penutupan bulan", "Closing of the month"),
    "state": ("Keadaan", "State"),
    "cut_off": ("Batas pencatatan", "Cut-off"),
    "closed_at": ("Ditutup", "Closed"),
    "policy_version": ("Aturan versi", "Version of the rule"),
    "positions": ("Posisi terbaca", "Positions consumed"),
    "control_counts": ("Pegawai", "Members"),
    "control_totals": ("Angka kendali", "Control totals"),
    "count_members": ("seluruhnya", "all"),
    "count_in_scope": ("berkewajiban", "with a duty"),
    "count_met": ("terpenuhi", "met"),
    "count_not_met": ("belum terpenuhi", "not met"),
    "count_exempt": ("dibebaskan", "exempt"),
    "total_target_idr": ("target", "target"),
    "total_credited_idr": ("tercatat", "credited"),
    "total_shortfall_idr": ("kekurangan", "shortfall"),
    "total_pending_idr": ("menunggu", "pending"),
    "total_lost_to_seller_idr": ("hilang karena penjual", "lost to sellers"),
    "total_disputed_idr": ("disengketakan", "disputed"),
    "consequences_head": ("Tindak lanjut", "What follows"),
    "kind": ("Jenis", "Kind"),
    "rows": ("Baris", "Rows"),
    "control_total": ("Angka kendali", "Control total"),
    "sha256": ("Sidik berkas (SHA-256)", "Fingerprint (SHA-256)"),
    "consequences_note": (
        "Tidak ada yang berjalan otomatis: keputusan tetap pada pejabat.",
        "Nothing of it happens by itself: officials decide.",
    ),
    "consequences_waiting": (
        "Belum diterbitkan.",
        "Not issued yet.",
    ),
    "busiest_head": (
        "Hari tersibuk: {day} ({events} peristiwa)",
        "The busiest day: {day} ({events} events)",
    ),
    "last_head": (
        "Hari terakhir: {day} ({events} peristiwa)",
        "The last day: {day} ({events} events)",
    ),
    "by_type": ("Peristiwa", "Event"),
    "count": ("Banyak", "Count"),
    "sum": ("Jumlah", "Sum"),
    "by_group": ("Kelompok penjual", "Seller group"),
    "by_method": ("Cara bayar", "Method"),
    "group_asked_idr": ("Ditagih", "Asked"),
    "group_called_off_idr": ("Dibatalkan", "Called off"),
    "group_received_idr": ("Diterima", "Received"),
    "group_corrected_idr": ("Koreksi", "Corrected"),
    "group_refunded_idr": ("Kembali", "Refunded"),
    "position": ("Rupiah", "Rupiah"),
    "opening": ("Awal", "Opening"),
    "plus": ("Tambah", "Plus"),
    "minus": ("Kurang", "Minus"),
    "closing": ("Akhir", "Closing"),
    "day_checks": (
        "Awal + tambah - kurang = akhir; {held} dari {all} pemeriksaan jurnal cocok.",
        "Opening + plus - minus = closing; {held} of {all} checks of the journal hold.",
    ),
    "day_checks_broken": (
        "!!! HANYA {held} DARI {all} PEMERIKSAAN JURNAL COCOK",
        "!!! ONLY {held} OF {all} CHECKS OF THE JOURNAL HOLD",
    ),
    "chain_head_title": ("Rantai keuangan", "The finance chain"),
    "chain_whole": (
        "{events} peristiwa dibaca dari yang pertama; setiap sidik (SHA-256) diperiksa dan cocok.",
        "{events} events read from the first on; every hash (SHA-256) was checked and holds.",
    ),
    "chain_broken": (
        "!!! RANTAI PUTUS pada baris {line} (financeseq {sequence}): {reason}",
        "!!! THE CHAIN IS BROKEN at line {line} (financeseq {sequence}): {reason}",
    ),
    "chain_head": ("Sidik terakhir", "Head hash"),
    "platform_revenue": ("Pendapatan platform", "Platform revenue"),
    "after_head": ("Setelah penutupan", "After the close"),
    "after_refunds": ("{count} pengembalian uang", "{count} refunds"),
    "after_reversed": ("Catatan yang dibalik", "Credits reversed"),
    "after_outcomes": ("Pegawai yang hasilnya berubah", "Members whose outcome changed"),
    "after_note": (
        "Penilaian saat penutupan tetap; yang kembali mengubah angka berjalan saja.",
        "What was assessed at the close stands; money that goes back changes today's figures.",
    ),
}
TEXTS: Mapping[str, tuple[str, str]] = {**_MAYOR, **_AGENCIES, **_FINANCE}
