"""Forty units of the city's government, under names such as they have."""

from malpro_embedded.domain.cast import Agency

_OPD = (
    ("SETDA", "Sekretariat Daerah"),
    ("SETWAN", "Sekretariat DPRD"),
    ("INSPEKTORAT", "Inspektorat Daerah"),
    ("DISDIKBUD", "Dinas Pendidikan dan Kebudayaan"),
    ("DINKES", "Dinas Kesehatan"),
    ("DPUPRPKP", "Dinas Pekerjaan Umum, Penataan Ruang, Perumahan dan Kawasan Permukiman"),
    ("SATPOLPP", "Satuan Polisi Pamong Praja"),
    ("DAMKAR", "Dinas Pemadam Kebakaran"),
    ("BPBD", "Badan Penanggulangan Bencana Daerah"),
    ("DINSOS", "Dinas Sosial, Pemberdayaan Perempuan dan Perlindungan Anak"),
    ("DISNAKER", "Dinas Tenaga Kerja, Penanaman Modal dan Pelayanan Terpadu Satu Pintu"),
    ("DLH", "Dinas Lingkungan Hidup"),
    ("DISPENDUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil"),
    ("DISHUB", "Dinas Perhubungan"),
    ("DISKOMINFO", "Dinas Komunikasi dan Informatika"),
    ("DISKOPINDAG", "Dinas Koperasi, Perindustrian dan Perdagangan"),
    ("DISPORAPAR", "Dinas Kepemudaan, Olahraga dan Pariwisata"),
    ("DISPUSSIP", "Dinas Perpustakaan dan Arsip"),
    ("DISPANGTAN", "Dinas Ketahanan Pangan dan Pertanian"),
    ("BAPPEDA", "Badan Perencanaan Pembangunan Daerah"),
    ("BKAD", "Badan Keuangan dan Aset Daerah"),
    ("BAPENDA", "Badan Pendapatan Daerah"),
    ("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia"),
    ("BAKESBANGPOL", "Badan Kesatuan Bangsa dan Politik"),
)
_BAGIAN = (
    ("BAG-HUKUM", "Bagian Hukum"),
    ("BAG-UMUM", "Bagian Umum"),
    ("BAG-ORGANISASI", "Bagian Organisasi"),
    ("BAG-PBJ", "Bagian Pengadaan Barang dan Jasa"),
)
_KECAMATAN = (
    ("KEC-BLIMBING", "Kecamatan Blimbing"),
    ("KEC-KLOJEN", "Kecamatan Klojen"),
    ("KEC-KEDUNGKANDANG", "Kecamatan Kedungkandang"),
    ("KEC-SUKUN", "Kecamatan Sukun"),
    ("KEC-LOWOKWARU", "Kecamatan Lowokwaru"),
)
_PUSKESMAS = (
    ("PKM-DINOYO", "Puskesmas Dinoyo"),
    ("PKM-JANTI", "Puskesmas Janti"),
    ("PKM-KENDALKEREP", "Puskesmas Kendalkerep"),
    ("PKM-ARJOWINANGUN", "Puskesmas Arjowinangun"),
)
_SCHOOLS = (
    ("SMPN-1", "SMP Negeri 1"),
    ("SMPN-8", "SMP Negeri 8"),
    ("SDN-KAUMAN-1", "SD Negeri Kauman 1"),
)

ALL = tuple(
    Agency(code=code, name=name, kind=kind)
    for kind, units in (
        ("opd", _OPD),
        ("bagian", _BAGIAN),
        ("kecamatan", _KECAMATAN),
        ("puskesmas", _PUSKESMAS),
        ("school", _SCHOOLS),
    )
    for code, name in units
)
