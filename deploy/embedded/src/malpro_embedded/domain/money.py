"""Amounts as people in Indonesia write them."""


def rupiah(amount_idr: int) -> str:
    """Write an amount of whole rupiah: Rp1.234.567."""
    return f"Rp{amount_idr:,}".replace(",", ".")
