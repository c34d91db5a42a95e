"""Words from which the names of people, shops and streets are made; nobody real is meant."""

import random

_WOMEN = [
    "Sri Wahyuni",
    "Siti Aminah",
    "Dewi Anggraini",
    "Endah Purwanti",
    "Rina Marlina",
    "Nur Hidayati",
    "Wiwik Handayani",
    "Lestari Ningsih",
    "Yuni Astuti",
    "Tutik Rahayu",
    "Ani Setyowati",
    "Dian Permatasari",
    "Eko Susilowati",
    "Fatimah",
    "Indah Kurniawati",
    "Kartini",
    "Lilik Mardiana",
    "Mega Oktavia",
    "Nanik Sumarni",
    "Puji Astutik",
    "Ratih Kumala",
    "Sulastri",
    "Titin Suprihatin",
    "Umi Kalsum",
    "Vina Rosdiana",
    "Winarti",
    "Yanti Mulyani",
    "Zulaikah",
    "Astrid",
    "Bekti",
]
_MEN = [
    "Agung Budi",
    "Bayu Aji",
    "Cahyo",
    "Didik Hadi",
    "Edi Sucipto",
    "Fajar",
    "Gatot",
    "Heru Agus",
    "Imam Syafi'i",
    "Joko Tri",
    "Kusnadi",
    "Lukman Hakim",
    "Mulyono",
    "Nur Rohman",
    "Oki Dwi",
    "Purwanto",
    "Rudi Hartono",
    "Sugeng",
    "Totok",
    "Untung",
    "Wawan",
    "Yudi Arif",
    "Zainal Abidin",
    "Arif Bagus",
    "Bagas",
    "Catur",
    "Dwi Anang",
    "Eko Yuli",
    "Ferry",
    "Guntur",
]
_FAMILY = [
    "Pramudita",
    "Wicaksono",
    "Nugrahani",
    "Sasmita",
    "Kertajaya",
    "Wardhana",
    "Suryanata",
    "Adiwijaya",
    "Prabaningrum",
    "Hapsari",
    "Mahendra",
    "Larasati",
    "Pambudi",
    "Widodaren",
    "Kusumadewi",
    "Saptono",
    "Hardjito",
    "Tirtayasa",
    "Wijayanti",
    "Rahmadhani",
    "Sudarmaji",
    "Poernomo",
    "Candrawati",
    "Brotoseno",
    "Winarno",
    "Danuwarsa",
    "Prasetyaning",
    "Sukmawan",
    "Atmodirono",
    "Kuncoroyakti",
    "Respatiningsih",
    "Martodiharjo",
]
_STREETS = [
    "Kawi",
    "Semeru",
    "Bromo",
    "Arjuno",
    "Welirang",
    "Kelud",
    "Wilis",
    "Panderman",
    "Anjasmoro",
    "Raung",
    "Argopuro",
    "Ciliwung",
    "Bengawan Solo",
    "Brantas",
    "Tumapel",
    "Kendedes",
    "Ken Arok",
    "Singosari",
    "Trunojoyo",
    "Sultan Agung",
    "Gajah Mada",
    "Majapahit",
    "Hayam Wuruk",
    "Tlogo Indah",
    "Candi Mendut",
    "Candi Panggung",
    "Bunga Cokelat",
    "Bunga Andong",
    "Danau Sentani",
    "Danau Ranau",
    "Teluk Grajakan",
    "Ikan Tombro",
    "Simpang Sulfat",
    "Kalpataru",
    "Cengger Ayam",
]


def people(chance: random.Random, number: int) -> list[tuple[str, str]]:
    """Return so many different names, each with the sex digit of a personnel number."""
    every = [(f"{given} {family}", "2") for given in _WOMEN for family in _FAMILY]
    every += [(f"{given} {family}", "1") for given in _MEN for family in _FAMILY]
    return chance.sample(every, number)


def street(chance: random.Random) -> str:
    return (
        f"Jalan {chance.choice(_STREETS)} {chance.choice(('I', 'II', 'III', 'Blok'))}"
        f" No. {chance.randrange(1, 240)}"
    )


def employee_number(chance: random.Random, kind: str, sex: str, serial: int) -> str:
    """Return a number in the form of its kind; a PPPK's has a count where a PNS's has a month."""
    year = chance.randrange(1968, 1999)
    born = f"{year}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"
    if kind == "pns":
        since = f"{chance.randrange(year + 22, 2024)}{chance.randrange(1, 13):02}"
    else:
        since = f"{chance.randrange(2021, 2026)}21"
    return f"{born}{since}{sex}{serial % 999 + 1:03}"
