"""Before anybody buys: officers, agencies, members, the rule, sellers with goods on the shelf."""

from dataclasses import dataclass, field, replace
from typing import Any

from malpro_embedded.application.registering import members_csv
from malpro_embedded.domain.cast import Member, Seller, identifiers
from malpro_embedded.domain.few import FEW
from malpro_embedded.domain.staples import CEILINGS, COMMODITIES
from simulation.city_town import Buyer, Good, Shop, Town

Json = dict[str, Any]
MEMBERS = 7
STRANGERS = 2
SHOPS = 4
_CITY_HALL = "35.73.02.1004"
_NIB = "9120001234567"
_HERE = replace(FEW, members=FEW.members[: MEMBERS + STRANGERS], sellers=FEW.sellers[:SHOPS])
IDENTIFIERS = (*identifiers(_HERE), _NIB)


@dataclass(slots=True)
class Opening:
    """Everything that must be there, in the order in which a city would do it."""

    town: Town
    agencies: dict[str, str] = field(default_factory=dict)

    def hold(self) -> None:
        self._register_city()
        self._publish_staples()
        self._enact_rule()
        self._enrol()
        for number, seller in enumerate(FEW.sellers[:SHOPS]):
            self._open_shop(number, seller)

    def _register_city(self) -> None:
        town = self.town
        operator = town.officer("operator")
        told = operator.ask("compliance", "register_institution", name="Pemerintah Kota Malang")
        assert told is not None, "nothing stands in the way of a city"
        town.institution_id = told["institution_id"]
        for person in town.officers.values():
            person.institution_id = town.institution_id
        for agency in FEW.agencies:
            told = operator.ask(
                "compliance",
                "define_agency",
                institution_id=town.institution_id,
                agency_code=agency.code,
                name=agency.name,
                kind=agency.kind,
                kelurahan_code=_CITY_HALL,
                valid_from="2026-01-01",
            )
            assert told is not None, "agencies have codes of their own"
            self.agencies[agency.code] = told["agency_id"]

    def _publish_staples(self) -> None:
        officer = self.town.officer("catalog_officer")
        officer.ask(
            "catalog",
            "set_commodity_list",
            list_version="2026-1",
            effective_from="2026-01-01",
            legal_basis="Daftar bahan pokok contoh",
            commodities=[dict(one) for one in COMMODITIES],
        )
        for ceiling in CEILINGS[:2]:
            officer.ask("catalog", "set_price_ceiling", **ceiling)

    def _enact_rule(self) -> None:
        luck = self.town.luck
        self.enact(
            {
                "kind": "percent_of_tpp_ceiling",
                "percent_bp": 500,
                "floor_idr": 100_000,
                "staple_min_bp": luck.choice((0, 2_500)),
                "counting_basis": luck.choice(("placed", "placed", "delivered", "collected")),
                "delivery_fee_counts": luck.choice((False, True)),
                "consequences": {
                    "rewards": [{"code": "teladan", "from_bp": 12_000}],
                    "notice": True,
                    "recommend_below_bp": 5_000,
                },
            },
            effective_from="2026-04-01",
        )
        officer = self.town.officer("policy_officer")
        told = {"institution_id": self.town.institution_id, "period": "2026-04"}
        officer.ask("compliance", "open_period", **told)

    def enact(self, document: Json, *, effective_from: str) -> None:
        """Let the rule change, as one office wrote it and another approves."""
        self.town.officer("policy_officer").ask(
            "compliance",
            "enact_policy",
            institution_id=self.town.institution_id,
            document=document,
            effective_from=effective_from,
            legal_basis=f"Peraturan contoh {effective_from}",
            legal_basis_kind="perwali",
            announced_on="2026-02-02",
            drafted_by_id=self.town.officer("hr_officer").actor_id,
        )

    def _enrol(self) -> None:
        town = self.town
        people = FEW.members[: MEMBERS + STRANGERS]
        told = self.import_members(people[:MEMBERS], as_of="2026-04-01", mode="snapshot")
        memberships = [str(row["membership_id"]) for row in told["members"]]
        for number, member in enumerate(people):
            membership = memberships[number] if number < MEMBERS else None
            person = town.person(f"buyer-{number}", "buyer")
            if membership:
                person.memberships = (membership,)
                person.institution_id = town.institution_id
            town.buyers.append(Buyer(person=person, member=member, membership_id=membership))

    def import_members(self, people: tuple[Member, ...], *, as_of: str, mode: str) -> Json:
        told = self.town.officer("hr_officer").ask(
            "compliance",
            "import_members",
            institution_id=self.town.institution_id,
            as_of=as_of,
            mode=mode,
            csv=members_csv(people),
        )
        assert told is not None, "the file is in order"
        return told

    def _open_shop(self, number: int, seller: Seller) -> None:
        town = self.town
        person = town.person(f"seller-{number}", "merchant")
        shop = Shop(person=person, seller=seller, pickup=number % 2 == 1, fee_idr=number * 1_500)
        town.shops.append(shop)
        told = person.ask("catalog", "register_merchant", **self._registration(shop))
        assert told is not None, "she may register"
        shop.merchant_id = told["merchant_id"]
        self._judge(shop, number)
        for place, good in enumerate(seller.goods[:2]):
            self._put_on_sale(shop, good, scarce=(number + place) % 3 == 0)

    def _judge(self, shop: Shop, number: int) -> None:
        """Let an officer look at her papers; one of them comes back with better ones."""
        officer, whom = self.town.officer("catalog_officer"), {"merchant_id": shop.merchant_id}
        if number == 1:
            officer.ask("catalog", "reject_merchant", **whom, reason_codes=["nib_invalid"])
            shop.person.ask("catalog", "resubmit_merchant", **whom)
        checks = [{"check": one, "result": "pass"} for one in ("ktp_city", "nib")]
        officer.ask("catalog", "verify_merchant", **whom, checks=checks)

    def _registration(self, shop: Shop) -> Json:
        places = sorted({one.kelurahan_code for one in FEW.members[: MEMBERS + STRANGERS]})
        return {
            "trade_name": shop.seller.trade_name,
            "phone": shop.seller.phone,
            "business_kelurahan_code": shop.seller.kelurahan_code,
            "nib": _NIB,
            "delivery": {
                "delivers": True,
                "delivery_area": [
                    {"kelurahan_code": code, "fee_idr": shop.fee_idr} for code in places
                ],
                "pickup_at_stall": shop.pickup,
            },
        }

    def _put_on_sale(self, shop: Shop, good: Any, *, scarce: bool) -> None:
        told = shop.person.ask(
            "catalog",
            "list_product",
            merchant_id=shop.merchant_id,
            name=good.name,
            category_code=good.category_code,
            commodity_code=good.commodity_code,
            base_unit=good.base_unit,
            pack_content_base=good.content,
            price_idr=good.price_idr,
            perishable=good.perishable,
        )
        assert told is not None, "she may sell it"
        one = Good(product_id=told["product_id"], price_idr=good.price_idr, scarce=scarce)
        shop.goods.append(one)
        shop.person.ask(
            "catalog", "receive_stock", product_id=one.product_id, quantity=5 if scarce else 60
        )
