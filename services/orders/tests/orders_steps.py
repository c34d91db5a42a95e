"""Every decision that there is about an order, by name."""

from collections.abc import Mapping
from dataclasses import replace

from orders_examples import (
    Step,
    accept,
    accept_back,
    agree,
    bring_back,
    call_off,
    cancel,
    cancel_sale,
    change,
    claim_it,
    confirm,
    correct,
    decline,
    decline_back,
    deliver,
    deliver_unseen,
    dispatch,
    dispatch_again,
    dispute,
    expire,
    fail_next,
    make_ready,
    overrule,
    receive_back,
    refund,
    reject,
    request,
    settle,
    silent_about,
    suspend,
)
from orders_values import ANOTHER_HANDOVER_ID, CLAIM, HAND_OVER, PAID

from orders.domain.words import Stage

OTHER_MONEY = replace(PAID, collection_id="collection-2")
PART = replace(PAID, collection_id="part", amount_received_idr=100, remaining_due_idr=152_000)
ANOTHER = replace(HAND_OVER, handover_id=ANOTHER_HANDOVER_ID)


def expiring(stage: Stage) -> Step:
    return lambda order: expire(order, stage)


STEPS: Mapping[str, Step] = {
    "confirm": confirm,
    "reject": reject,
    "accept": accept,
    "decline": decline,
    "dispatch": dispatch,
    "dispatch again": dispatch_again,
    "make ready": make_ready,
    "fail": fail_next,
    "bring back": bring_back,
    "deliver": deliver,
    "deliver without a code": deliver_unseen,
    "deliver with a wrong code": lambda order: deliver(order, ANOTHER, code_is_right=False),
    "claim": claim_it,
    "claim once more": lambda order: claim_it(
        order, replace(CLAIM, handover_id=ANOTHER_HANDOVER_ID)
    ),
    "cancel": cancel,
    "cancel the sale": cancel_sale,
    "call off": call_off,
    "suspend": suspend,
    "settle": settle,
    "settle a part": lambda order: settle(order, PART),
    "settle once more": lambda order: settle(order, OTHER_MONEY),
    "agree": agree,
    "dispute": dispute,
    "resolve": change,
    "correct": correct,
    "refund": refund,
    "request": request,
    "take back": accept_back,
    "overrule": overrule,
    "decline the return": decline_back,
    "stay silent": silent_about,
    "receive": receive_back,
    **{f"expire {stage}": expiring(stage) for stage in Stage},
}
