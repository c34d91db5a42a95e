"""What the vault has of sellers, read in one question for a whole batch."""

from collections.abc import Iterable

import sqlalchemy as sa

from catalog.adapters.tables import merchants
from catalog.domain.registration import Profile
from kernel.adapters.schema import vault


class SqlProfiles:
    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._profiles: dict[str, Profile] = {}

    def learn(self, merchant_ids: Iterable[str]) -> None:
        missing = sorted(set(merchant_ids) - self._profiles.keys())
        if not missing:
            return
        query = (
            sa.select(merchants.c.merchant_id, vault.c.data)
            .join(vault, vault.c.ref == merchants.c.profile_ref)
            .where(merchants.c.merchant_id.in_(missing))
        )
        self._profiles |= dict.fromkeys(missing, Profile(trade_name="", phone=""))
        for merchant_id, sealed in self._connection.execute(query):
            self._profiles[merchant_id] = Profile(**sealed)

    def of(self, merchant_id: str) -> Profile:
        self.learn([merchant_id])
        return self._profiles[merchant_id]

    def note(self, merchant_id: str, profile: Profile) -> None:
        self._profiles[merchant_id] = profile
