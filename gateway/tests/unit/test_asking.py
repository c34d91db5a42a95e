"""Commands and questions reach the services with the role used, and answers come back."""

import pytest
from gateway_examples import (
    BUYING,
    HIRING,
    REQUEST_ID,
    SELLING,
    SITI,
    SITIS_MEMBERSHIP,
    TOWN,
    UNIVERSITY,
    World,
    caller,
    holding,
    request_of,
)

from gateway.application.account_ports import Json
from gateway.application.accounts import Done
from gateway.application.commands import Command, OnBehalfNotAllowed, send
from gateway.application.ports import Message
from gateway.application.questions import Question, ask, ask_publicly, own_side
from gateway.domain.callers import InstitutionForeign, RoleMissing
from gateway.domain.roles import Role
from kernel.domain.errors import Conflict, KernelError, NotFound, Rejected, Unavailable


@pytest.fixture
def world() -> World:
    return World()


def through(world: World, service: str = "orders") -> "Alone":
    return Alone(world, service)


class Alone:
    """Sends each command by itself."""

    def __init__(self, world: World, service: str) -> None:
        self._world, self._service = world, service

    def __call__(self, message: Message) -> Json:
        return self._world.services.execute(self._service, [message], deadline_s=1)[0]


PLACE = Command(operation="place_orders", payload={"lines": []}, key="k-1")


def test_a_command_carries_who_asks_and_in_which_role(world: World) -> None:
    world.services.answers["place_orders"] = {"checkout_id": "c-1"}

    done = send(PLACE, request=request_of(BUYING), through=through(world))

    assert done == Done(result={"checkout_id": "c-1"})
    [message] = world.services.messages
    assert (message.route, message.key, message.payload) == ("place_orders", "k-1", {"lines": []})
    assert message.context.actor_id == SITI
    assert message.context.actor_role == "buyer"
    assert message.context.memberships == (SITIS_MEMBERSHIP,)
    assert message.context.correlation_id == REQUEST_ID
    assert message.context.channel == "web"


def test_the_same_request_has_the_same_command_id(world: World) -> None:
    for key in ("k-1", "k-1", "k-2"):
        command = Command(operation="place_orders", payload={}, key=key)
        send(command, request=request_of(BUYING), through=through(world))

    first, again, other = (message.context.command_id for message in world.services.messages)
    assert first == again
    assert first != other


def test_who_may_not_sends_nothing(world: World) -> None:
    with pytest.raises(RoleMissing):
        send(PLACE, request=request_of(SELLING), through=through(world))
    with pytest.raises(InstitutionForeign):
        agency = Command(operation="define_agency", payload={}, key="k", institution_id=UNIVERSITY)
        send(agency, request=request_of(HIRING), through=through(world))

    assert world.services.silent


def test_an_officer_acts_for_somebody_else_and_says_on_which_authority(world: World) -> None:
    officer = caller(holding(Role.CATALOG_OFFICER, TOWN))
    command = Command(
        operation="register_merchant",
        payload={},
        key="k",
        on_behalf_of_id=SITI,
        authority_ref="500/12/2026",
    )

    send(command, request=request_of(officer), through=through(world, "catalog"))

    [message] = world.services.messages
    assert message.context.on_behalf_of_id == SITI
    assert message.context.authority_ref == "500/12/2026"
    assert message.context.actor_institution_id == TOWN


def test_who_acts_for_somebody_else_acts_as_the_officer_she_is(world: World) -> None:
    both = caller(holding(Role.MERCHANT), holding(Role.CATALOG_OFFICER, TOWN))
    command = Command(operation="register_merchant", payload={}, key="k", on_behalf_of_id=SITI)

    send(command, request=request_of(both), through=through(world, "catalog"))

    assert world.services.messages[0].context.actor_role == "catalog_officer"


def test_a_seller_registers_nobody_but_herself(world: World) -> None:
    command = Command(operation="register_merchant", payload={}, key="k", on_behalf_of_id=SITI)

    with pytest.raises(RoleMissing):
        send(command, request=request_of(SELLING), through=through(world, "catalog"))
    with pytest.raises(OnBehalfNotAllowed):
        send(command, request=request_of(SELLING, Role.MERCHANT), through=through(world, "catalog"))


@pytest.mark.parametrize(
    "refusal",
    [
        Conflict("the total is another", code="price_changed", total_idr=25_000),
        Rejected("the seller is not verified", code="merchant_not_verified"),
        NotFound("no such product", code="product_not_found"),
    ],
)
def test_a_refusal_comes_back_as_it_was_made(world: World, refusal: KernelError) -> None:
    world.services.answers["place_orders"] = refusal

    with pytest.raises(type(refusal)) as raised:
        send(PLACE, request=request_of(BUYING), through=through(world))

    assert raised.value.own_code == refusal.own_code
    assert raised.value.details == refusal.details


def test_a_repeat_is_told_from_the_first() -> None:
    done = send(PLACE, request=request_of(BUYING), through=lambda _: {"ok": {}, "replayed": True})

    assert done.replayed


def test_a_service_that_is_away_is_no_answer(world: World) -> None:
    world.services.down["orders"] = Unavailable("no broker", code="broker_unavailable")

    with pytest.raises(Unavailable):
        send(PLACE, request=request_of(BUYING), through=through(world))


def test_ones_own_questions_are_nobody_elses_business(world: World) -> None:
    world.services.answers["order"] = {"status": "placed"}
    question = Question(service="orders", operation="order", params={"order_id": "o-1"})

    answer = ask(question, request=request_of(BUYING), ports=world.ports)

    assert answer == {"status": "placed"}
    assert world.accesses.accesses == []


def test_what_an_officer_looks_at_is_written_down(world: World) -> None:
    question = Question(
        service="compliance",
        operation="obligations",
        params={"institution_id": TOWN, "period": "2026-11"},
        institution_id=TOWN,
    )

    ask(question, request=request_of(HIRING), ports=world.ports)

    [read] = world.accesses.accesses
    assert (read.account_id, read.role) == (HIRING.account_id, "hr_officer")
    assert (read.operation, read.params["period"]) == ("obligations", "2026-11")
    assert read.request_id == REQUEST_ID


def test_a_refused_look_reaches_no_service(world: World) -> None:
    question = Question(
        service="compliance", operation="obligations", params={}, institution_id=UNIVERSITY
    )

    with pytest.raises(InstitutionForeign):
        ask(question, request=request_of(HIRING), ports=world.ports)

    assert world.services.silent


def test_what_is_not_there_for_a_buyer_may_be_there_for_the_officer_she_is(world: World) -> None:
    officer = request_of(caller(holding(Role.BUYER), holding(Role.HR_OFFICER, TOWN)))
    question = Question(service="compliance", operation="obligation", params={"period": "2026-11"})
    world.services.answers["obligation", "buyer"] = NotFound("none of hers")
    world.services.answers["obligation", "hr_officer"] = {"target_idr": 200_000}

    answer = ask(question, request=officer, ports=world.ports)

    assert answer == {"target_idr": 200_000}
    assert [context.actor_role for *_, context in world.services.asked] == ["buyer", "hr_officer"]
    assert [read.role for read in world.accesses.accesses] == ["hr_officer"]


def test_what_is_her_own_an_officer_sees_as_the_buyer_she_is(world: World) -> None:
    officer = request_of(caller(holding(Role.BUYER), holding(Role.HR_OFFICER, TOWN)))
    question = Question(service="compliance", operation="obligation", params={})

    ask(question, request=officer, ports=world.ports)

    assert [context.actor_role for *_, context in world.services.asked] == ["buyer"]
    assert world.accesses.accesses == []


def test_what_is_there_for_none_of_her_roles_is_not_found(world: World) -> None:
    both = request_of(caller(holding(Role.BUYER), holding(Role.MERCHANT)))
    world.services.answers["payment"] = NotFound("none", code="payment_not_found")
    question = Question(service="payments", operation="payment", params={})

    with pytest.raises(NotFound) as refusal:
        ask(question, request=both, ports=world.ports)

    assert refusal.value.own_code == "payment_not_found"
    assert len(world.services.asked) == 2


def test_who_says_in_which_role_she_asks_is_asked_for_in_no_other(world: World) -> None:
    both = request_of(caller(holding(Role.BUYER), holding(Role.MERCHANT)), Role.MERCHANT)
    world.services.answers["payment"] = NotFound("none")
    question = Question(service="payments", operation="payment", params={})

    with pytest.raises(NotFound):
        ask(question, request=both, ports=world.ports)

    assert [context.actor_role for *_, context in world.services.asked] == ["merchant"]


def test_a_shop_window_is_looked_at_in_the_role_that_sees_most(world: World) -> None:
    officer = request_of(caller(holding(Role.BUYER), holding(Role.CATALOG_OFFICER, TOWN)))
    question = Question(
        service="catalog", operation="merchants", params={}, preferred=Role.CATALOG_OFFICER
    )

    ask(question, request=officer, ports=world.ports)

    assert [context.actor_role for *_, context in world.services.asked] == ["catalog_officer"]


def test_the_catalogue_is_open_to_passers_by(world: World) -> None:
    world.services.answers["products"] = {"items": []}
    question = Question(service="catalog", operation="products", params={})

    answer = ask_publicly(question, request_id=REQUEST_ID, ports=world.ports)

    assert answer == {"items": []}
    [(_, _, _, context)] = world.services.asked
    assert (context.actor_id, context.actor_role) == (None, "anonymous")


def test_nothing_else_is(world: World) -> None:
    question = Question(service="orders", operation="orders", params={})

    with pytest.raises(AssertionError, match="public"):
        ask_publicly(question, request_id=REQUEST_ID, ports=world.ports)


def test_whoever_is_known_reads_the_catalogue_as_herself(world: World) -> None:
    question = Question(service="catalog", operation="products", params={})
    officer = caller(holding(Role.CATALOG_OFFICER, TOWN))

    ask(question, request=request_of(SELLING), ports=world.ports)
    ask(question, request=request_of(officer), ports=world.ports)

    assert [context.actor_role for *_, context in world.services.asked] == [
        "merchant",
        "catalog_officer",
    ]
    assert world.accesses.accesses == []


def test_what_the_gateway_answers_itself_goes_to_no_service(world: World) -> None:
    command = Command(operation="issue_token", payload={}, key="k")

    with pytest.raises(RoleMissing):
        send(command, request=request_of(BUYING), through=through(world))


@pytest.mark.parametrize(
    ("role", "side"),
    [(Role.BUYER, "buyer"), (Role.MERCHANT, "merchant"), (Role.OPERATOR, "officer")],
)
def test_a_list_of_orders_shows_the_side_one_is_on(role: Role, side: str) -> None:
    assert own_side(holding(role)) == {"as_role": side}
