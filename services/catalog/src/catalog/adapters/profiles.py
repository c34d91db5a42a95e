"""What the vault has of sellers, read in one question for a whole batch."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from catalog.adapters.tables import merchants
from catalog.domain.registration import Profile
from kernel.adapters.schema import vault
from kernel.adapters.storage import AnyTransaction, store_function


class StoredProfiles:
    def __init__(self, transaction: AnyTransaction) -> None:
        self._transaction = transaction
        self._profiles: dict[str, Profile] = {}

    def learn(self, merchant_ids: Iterable[str]) -> None:
        missing = sorted(set(merchant_ids) - self._profiles.keys())
        if not missing:
            return
        self._profiles |= dict.fromkeys(missing, Profile(trade_name="", phone=""))
        for merchant_id, sealed in sealed_profiles(self._transaction, missing).items():
            self._profiles[merchant_id] = Profile(**sealed)

    def of(self, merchant_id: str) -> Profile:
        self.learn([merchant_id])
        return self._profiles[merchant_id]

    def note(self, merchant_id: str, profile: Profile) -> None:
        self._profiles[merchant_id] = profile


@store_function
def sealed_profiles(
    connection: sa.Connection, merchant_ids: Sequence[str]
) -> Mapping[str, Mapping[str, Any]]:
    """Return what the vault has of those sellers whom it knows."""
    query = (
        sa.select(merchants.c.merchant_id, vault.c.data)
        .join(vault, vault.c.ref == merchants.c.profile_ref)
        .where(merchants.c.merchant_id.in_(merchant_ids))
    )
    return {row.merchant_id: row.data for row in connection.execute(query)}
