"""Folds the catalogue's events into our own copy of sellers, products, staples and ceilings."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import time as clock_time
from typing import Any

from kernel.adapters.projections import AnyRecorded, Key, Row, RowProjection
from orders.adapters.tables import ceilings, commodities, merchants, products
from orders.application.foreign import (
    MerchantPaused,
    MerchantProfileChanged,
    MerchantRegistered,
    MerchantReinstated,
    MerchantRejected,
    MerchantResubmitted,
    MerchantResumed,
    MerchantServiceChanged,
    MerchantSuspended,
    MerchantVerified,
    OpenSpan,
    PriceCeilingSet,
    ProductBlocked,
    ProductDelisted,
    ProductDescribed,
    ProductListed,
    ProductPriceChanged,
    ProductUnblocked,
    StapleListSet,
)

_OF_MERCHANTS = (
    MerchantRegistered,
    MerchantVerified,
    MerchantRejected,
    MerchantResubmitted,
    MerchantProfileChanged,
    MerchantServiceChanged,
    MerchantSuspended,
    MerchantReinstated,
    MerchantPaused,
    MerchantResumed,
)
_OF_PRODUCTS = (
    ProductListed,
    ProductDescribed,
    ProductPriceChanged,
    ProductDelisted,
    ProductBlocked,
    ProductUnblocked,
)
_RETAIL = "retail"
# What some events say of a seller or a product, whatever else is in them.
_SAID: Mapping[type, Row] = {
    MerchantRejected: {"verified": False},
    MerchantSuspended: {"suspended": True},
    MerchantReinstated: {"suspended": False},
    MerchantResumed: {"paused_from": None, "paused_until": None},
    ProductDelisted: {"listed": False},
    ProductBlocked: {"blocked": True},
    ProductUnblocked: {"blocked": False},
}


def _merchant_keys(recorded: AnyRecorded) -> list[Key]:
    event = recorded.event
    return [(event.merchant_id,)] if isinstance(event, _OF_MERCHANTS) else []


def _fold_merchant(row: Row | None, recorded: AnyRecorded, _: Key) -> Row | None:
    event = recorded.event
    if isinstance(event, MerchantRegistered):
        return _registered(event)
    return None if row is None else row | _merchant_changes(event)


def _registered(event: MerchantRegistered) -> Row:
    return {
        "merchant_id": event.merchant_id,
        "owner_account_id": event.owner_account_id,
        "kind": event.merchant_kind,
        "scale": event.business_scale,
        "supervising_department": event.supervising_department,
        "kelurahan_code": event.business_kelurahan_code,
        "verified": False,
        "delivers": False,
        "opening_hours": None,
        "delivery_area": [],
        "suspended": False,
        "paused_from": None,
        "paused_until": None,
        "pickup_at_stall": False,
        "pickup_points": [],
        "order_cutoff_time": None,
        "preparation_minutes": 0,
        "max_open_orders": None,
    }


def _merchant_changes(event: Any) -> Row:
    match event:
        case MerchantVerified():
            return {
                "verified": True,
                "kelurahan_code": event.verified_kelurahan_code,
                "scale": event.business_scale,
            }
        case MerchantResubmitted():
            return {"kind": event.merchant_kind, "verified": False, **_profile(event)}
        case MerchantProfileChanged():
            return _profile(event)
        case MerchantServiceChanged():
            return _service(event)
        case MerchantPaused():
            return {"paused_from": event.from_at, "paused_until": event.until}
        case _:
            return _SAID[type(event)]


def _profile(event: MerchantResubmitted | MerchantProfileChanged) -> Row:
    return {
        "supervising_department": event.supervising_department,
        "kelurahan_code": event.business_kelurahan_code,
        "scale": event.business_scale,
    }


def _service(event: MerchantServiceChanged) -> Row:
    return {
        "delivers": event.delivers,
        "opening_hours": [_span(span) for span in event.opening_hours],
        "delivery_area": [asdict(area) for area in event.delivery_area],
        "pickup_at_stall": event.pickup_at_stall,
        "pickup_points": list(event.pickup_points),
        "order_cutoff_time": _clock(event.order_cutoff_time),
        "preparation_minutes": event.preparation_minutes,
        "max_open_orders": event.max_open_orders,
    }


def _clock(text: str | None) -> str | None:
    return f"{clock_time.fromisoformat(text):%H:%M}" if text else None


def _span(span: OpenSpan) -> Row:
    # Hours that cannot be read are refused here, not by the first buyer who needs them.
    opens, closes = map(clock_time.fromisoformat, (span.opens, span.closes))
    return {"weekday": span.weekday, "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}


def _product_keys(recorded: AnyRecorded) -> list[Key]:
    event = recorded.event
    return [(event.product_id,)] if isinstance(event, _OF_PRODUCTS) else []


def _fold_product(row: Row | None, recorded: AnyRecorded, _: Key) -> Row | None:
    event = recorded.event
    if isinstance(event, ProductListed):
        # Whatever she may list again is no longer taken down.
        return asdict(event) | {"listed": True, "blocked": False}
    return None if row is None else row | _product_changes(event)


def _product_changes(event: Any) -> Row:
    if isinstance(event, ProductDescribed):
        return asdict(event)
    if isinstance(event, ProductPriceChanged):
        return {
            "price_idr": event.new_price_idr,
            "price_per_base": event.price_per_base,
            "price_version": event.price_version,
            "ceiling_id": event.ceiling_id,
            "ceiling_per_base_idr": event.ceiling_per_base_idr,
            "ceiling_status": event.ceiling_status,
        }
    return _SAID[type(event)]


def _commodity_keys(recorded: AnyRecorded) -> list[Key]:
    event = recorded.event
    if isinstance(event, StapleListSet):
        return [(event.list_version, event.commodity_code)]
    return []


def _fold_commodity(_: Row | None, recorded: AnyRecorded, __: Key) -> Row:
    event: StapleListSet = recorded.event
    return {
        "list_version": event.list_version,
        "commodity_code": event.commodity_code,
        "staple": event.is_staple,
        "quality_class": event.quality_class,
        "effective_from": event.effective_from,
        "sequence": recorded.position,
    }


def _ceiling_keys(recorded: AnyRecorded) -> list[Key]:
    event = recorded.event
    retail = isinstance(event, PriceCeilingSet) and event.market_level == _RETAIL
    return [(event.ceiling_id,)] if retail else []


def _fold_ceiling(_: Row | None, recorded: AnyRecorded, __: Key) -> Row:
    values = asdict(recorded.event)
    del values["market_level"]
    return {**values, "sequence": recorded.position}


MERCHANTS = RowProjection("merchants", merchants, keys=_merchant_keys, fold=_fold_merchant)
PRODUCTS = RowProjection("products", products, keys=_product_keys, fold=_fold_product)
COMMODITIES = RowProjection("commodities", commodities, keys=_commodity_keys, fold=_fold_commodity)
CEILINGS = RowProjection("ceilings", ceilings, keys=_ceiling_keys, fold=_fold_ceiling)
