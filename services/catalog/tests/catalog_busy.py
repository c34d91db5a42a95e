"""A life of a stall in which everything happens once, for tests of what is left of it."""

from catalog_examples import (
    AS_OFFICER,
    DEARER,
    DELIST,
    REGISTER,
    RICE,
    SET_LIST,
    STALL,
    SUGAR,
    TEN_PACKS,
    line,
    order_delivered,
    order_placed,
    returned,
)
from catalog_lifetimes import BLOCK, CEILING, PAUSE, SUSPEND
from catalog_town import Town


def live_busily(stall: Town) -> None:
    """Let a stall see every kind of event there is but an import."""
    stall.do("set_commodity_list", SET_LIST, AS_OFFICER)
    stall.do("set_price_ceiling", CEILING, AS_OFFICER)
    _another_seller(stall)
    _the_seller_herself(stall)
    stall.do("receive_stock", TEN_PACKS)
    stall.hear(
        ("one", "order_placed", order_placed(line(RICE, 4))),
        ("two", "order_placed", order_placed(line(RICE, 3))),
        ("three", "order_placed", order_placed(line(RICE, 40))),
        ("four", "order_placed", order_placed(line(RICE, 2))),
        ("five", "order_cancelled", {}),
        ("one", "order_delivered", order_delivered(line_1=3)),
        ("one", "return_received", returned(("line-1", 1, "spoiled"), return_id="return-1")),
        ("two", "order_declined", {}),
    )
    stall.do("adjust_stock", {"product_id": RICE, "quantity_delta": -1, "reason_code": "count"})
    stall.do("describe_product", {"product_id": RICE, "name": "Beras", "category_code": "beras"})
    stall.do("change_price", DEARER)
    stall.do("block_product", BLOCK, AS_OFFICER)
    stall.do("unblock_product", {"product_id": RICE}, AS_OFFICER)
    stall.do("delist_product", {"product_id": SUGAR})
    stall.do("relist_product", {"product_id": SUGAR})
    stall.do("delist_product", DELIST)


def _another_seller(stall: Town) -> None:
    other = {"merchant_id": stall.do("register_merchant", REGISTER)["merchant_id"]}
    reject = {"reason_codes": ["duplicate"], "may_resubmit": True}
    stall.do("reject_merchant", other | reject, AS_OFFICER)
    stall.do("resubmit_merchant", other)
    stall.do("reject_merchant", other | reject | {"may_resubmit": False}, AS_OFFICER)


def _the_seller_herself(stall: Town) -> None:
    own = {"merchant_id": STALL}
    stall.do(
        "change_merchant_profile", own | {"trade_name": "Warung Baru", "phone": REGISTER.phone}
    )
    nib = {"document_kind": "nib", "number": "1234567890123"}
    stall.do("record_merchant_document", own | nib)
    paper = {"document_kind": "halal", "content_sha256": "0" * 64, "valid_until": "2026-12-31"}
    stall.do("record_merchant_document", own | paper, AS_OFFICER)
    stall.do("pause_merchant", PAUSE)
    stall.do("resume_merchant", own)
    stall.do("suspend_merchant", SUSPEND, AS_OFFICER)
    stall.do("reinstate_merchant", own, AS_OFFICER)
