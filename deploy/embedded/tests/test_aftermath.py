"""What is refused after a hand-over: nobody insists, and nobody is counted as paid back."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from fake_malang import FakeTown

from malpro_embedded.application.aftermath import (
    _accept_return,
    _correct,
    _decline_return,
    _deny_refund,
    _dispute,
    _pay_back,
    _take_return,
    claim,
)
from malpro_embedded.application.agenda import Agenda
from malpro_embedded.application.life import Life, Purchase
from malpro_embedded.application.people import Buyer, People, Shop
from malpro_embedded.application.ports import ApiProblem
from malpro_embedded.domain.city import SMALL, invent

DUE = {"refund_id": "r-1", "cause": "return", "amount_idr": 5_000, "status": "due"}


class Refusing:
    """Owes one refund, and takes no command."""

    def with_token(self, token: str) -> "Refusing":
        del token
        return self

    def get(self, path: str, **params: Any) -> Any:
        del path, params
        return {"payment_id": "p-1", "refunds": [DUE]}

    def post(self, path: str, body: Mapping[str, Any], *, key: str | None = None) -> Any:
        del path, body, key
        raise ApiProblem(409, {"code": "too_late"})


@pytest.mark.parametrize(
    "act",
    [
        _pay_back,
        partial(_deny_refund, path="/v1/refunds/r-1"),
        partial(_decline_return, return_id="t-1"),
        partial(_accept_return, return_id="t-1"),
        partial(_take_return, return_id="t-1"),
        partial(_dispute, due_idr=5_000),
        partial(_correct, due_idr=5_000),
        claim,
    ],
)
def test_what_is_refused_ends_there(act: Callable[[Life, Purchase], None]) -> None:
    cast, caller = invent(SMALL, 1), Refusing()
    town = FakeTown(datetime(2026, 4, 8, 5, 0, tzinfo=UTC))
    life = Life(People(public=caller), town, cast, Agenda(town), 1)
    purchase = Purchase(
        key="k",
        buyer=Buyer(cast.members[0], caller, "b-1"),
        shop=Shop(seller=cast.sellers[0], caller=caller, merchant_id="m-1"),
        order_id="o-1",
        lines=(),
        goods_idr=5_000,
        fee_idr=0,
        due_idr=5_000,
    )

    act(life, purchase)

    assert life.refused == {"too_late": 1}
    assert (life.extras, life.agenda.total) == ({}, 0)
