"""What the officers publish before anybody sells: the list of staples, and their ceilings."""

COMMODITIES = (
    {
        "commodity_code": "rice_medium",
        "name_id": "Beras medium",
        "base_unit": "g",
        "is_staple": True,
        "quality_class": "medium",
    },
    {
        "commodity_code": "rice_premium",
        "name_id": "Beras premium",
        "base_unit": "g",
        "is_staple": True,
        "quality_class": "premium",
    },
    {
        "commodity_code": "minyakita",
        "name_id": "Minyakita",
        "base_unit": "ml",
        "is_staple": True,
    },
    {
        "commodity_code": "rice_sphp",
        "name_id": "Beras SPHP",
        "base_unit": "g",
        "is_staple": True,
        "quality_class": "medium",
    },
    {"commodity_code": "eggs", "name_id": "Telur ayam", "base_unit": "g", "is_staple": True},
    {"commodity_code": "sugar", "name_id": "Gula pasir", "base_unit": "g", "is_staple": True},
    {"commodity_code": "milk", "name_id": "Susu", "base_unit": "ml", "is_staple": True},
)

# As published until early 2026; `base` is the content that the figure is for.
CEILINGS = (
    {
        "commodity_code": "rice_medium",
        "zone": "java",
        "base_unit": "g",
        "per_base": 1000,
        "ceiling_idr": 13_500,
        "effective_from": "2025-08-22",
        "legal_basis": "Keputusan Kepala Bapanas 299/2025",
        "kind": "ceiling",
    },
    {
        "commodity_code": "rice_premium",
        "zone": "java",
        "base_unit": "g",
        "per_base": 1000,
        "ceiling_idr": 14_900,
        "effective_from": "2025-08-22",
        "legal_basis": "Keputusan Kepala Bapanas 299/2025",
        "kind": "ceiling",
    },
    {
        "commodity_code": "rice_sphp",
        "zone": "java",
        "base_unit": "g",
        "per_base": 1000,
        "ceiling_idr": 12_500,
        "effective_from": "2025-08-22",
        "legal_basis": "Keputusan Kepala Bapanas 299/2025",
        "kind": "ceiling",
    },
    {
        "commodity_code": "minyakita",
        "zone": "national",
        "base_unit": "ml",
        "per_base": 1000,
        "ceiling_idr": 15_700,
        "effective_from": "2025-12-26",
        "legal_basis": "Permendag 43/2025",
        "kind": "ceiling",
    },
    {
        "commodity_code": "sugar",
        "zone": "java",
        "base_unit": "g",
        "per_base": 1000,
        "ceiling_idr": 17_500,
        "effective_from": "2024-06-19",
        "legal_basis": "Surat Bapanas 425/TS.02.02/B/6/2024",
        "kind": "reference",
    },
)
