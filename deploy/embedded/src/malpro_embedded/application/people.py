"""Everybody who acts in the month, each with a token of her own."""

from dataclasses import dataclass, field

from malpro_embedded.application.ports import Caller
from malpro_embedded.domain.cast import Member, Seller


@dataclass(slots=True)
class Shop:
    """A seller at work: `products` by the name of the good."""

    seller: Seller
    caller: Caller
    merchant_id: str
    products: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Buyer:
    member: Member
    caller: Caller
    membership_id: str


@dataclass(slots=True)
class People:
    """
    Everybody.

    :param officers: by role, and by the first word of it: `hr_officer` and `hr`
    :param agencies: ids by code
    :param agency_names: names by id
    :param tokens: by login
    """

    public: Caller
    officers: dict[str, Caller] = field(default_factory=dict)
    shops: list[Shop] = field(default_factory=list)
    buyers: list[Buyer] = field(default_factory=list)
    institution_id: str = ""
    agencies: dict[str, str] = field(default_factory=dict)
    agency_names: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def shop_of(self, merchant_id: str) -> Shop:
        return next(shop for shop in self.shops if shop.merchant_id == merchant_id)

    def buyer_of(self, membership_id: str) -> Buyer:
        return next(one for one in self.buyers if one.membership_id == membership_id)
