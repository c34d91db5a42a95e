"""The five kecamatan of Malang and their 57 kelurahan, in the order of their official codes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Kelurahan:
    code: str
    name: str
    kecamatan: str


_NAMES = {
    ("35.73.01", "Blimbing"): (
        "Balearjosari",
        "Arjosari",
        "Polowijen",
        "Purwodadi",
        "Blimbing",
        "Pandanwangi",
        "Purwantoro",
        "Bunulrejo",
        "Kesatrian",
        "Polehan",
        "Jodipan",
    ),
    ("35.73.02", "Klojen"): (
        "Klojen",
        "Rampalcelaket",
        "Samaan",
        "Kiduldalem",
        "Sukoharjo",
        "Kasin",
        "Kauman",
        "Oro-oro Dowo",
        "Bareng",
        "Gading Kasri",
        "Penanggungan",
    ),
    ("35.73.03", "Kedungkandang"): (
        "Kotalama",
        "Mergosono",
        "Bumiayu",
        "Wonokoyo",
        "Buring",
        "Kedungkandang",
        "Lesanpuro",
        "Sawojajar",
        "Madyopuro",
        "Cemorokandang",
        "Arjowinangun",
        "Tlogowaru",
    ),
    ("35.73.04", "Sukun"): (
        "Ciptomulyo",
        "Gadang",
        "Kebonsari",
        "Bandungrejosari",
        "Sukun",
        "Tanjungrejo",
        "Pisangcandi",
        "Bandulan",
        "Karangbesuki",
        "Mulyorejo",
        "Bakalankrajan",
    ),
    ("35.73.05", "Lowokwaru"): (
        "Tunggulwulung",
        "Merjosari",
        "Tlogomas",
        "Dinoyo",
        "Sumbersari",
        "Ketawanggede",
        "Jatimulyo",
        "Tunjungsekar",
        "Mojolangu",
        "Tulusrejo",
        "Lowokwaru",
        "Tasik Madu",
    ),
}

KELURAHAN = tuple(
    Kelurahan(code=f"{code}.{number}", name=name, kecamatan=kecamatan)
    for (code, kecamatan), names in _NAMES.items()
    for number, name in enumerate(names, start=1001)
)
BY_CODE = {one.code: one for one in KELURAHAN}
