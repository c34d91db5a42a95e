"""What officers look at is recorded with those it concerns, who can see it."""

import pytest
from gateway_examples import (
    BUYING,
    HIRING,
    NOON,
    PASSWORD,
    SELLING,
    SITIS_MEMBERSHIP,
    TOWN,
    UNIVERSITY,
    World,
    caller,
    holding,
    request_of,
)
from hypothesis import example, given, strategies as st

from gateway.application.accesses import all_accesses, my_accesses
from gateway.application.account_ports import Asked, Granted, Json
from gateway.application.accounts import Registration, register_account
from gateway.application.ports import AccessPage, AccessQuery
from gateway.application.questions import Question, ask
from gateway.application.requests import Request
from gateway.domain.accesses import (
    SUBJECTS_MAX,
    CaseRefMalformed,
    Purpose,
    PurposeUnknown,
    Reason,
    Result,
    reason_of,
    subjects_in,
)
from gateway.domain.accounts import AccountNotFound
from gateway.domain.callers import Caller, InstitutionForeign, RoleMissing
from gateway.domain.roles import Role
from kernel.domain.errors import NotFound, Unavailable
from kernel.domain.ids import derived_id

ORDER, PAYMENT = derived_id("order", "1"), derived_id("payment", "1")
SELLER = derived_id("merchant", "1")
AUDITING = caller(holding(Role.AUDITOR, TOWN), account_id=derived_id("account", "auditor"))
OBLIGATION = {"membership_id": SITIS_MEMBERSHIP, "target_idr": 1}


@pytest.fixture
def world() -> World:
    world = World()
    world.services.answers["obligations"] = {"items": [OBLIGATION], "next_cursor": None}
    return world


def obligations(institution_id: str = TOWN) -> Question:
    return Question(
        service="compliance",
        operation="obligations",
        params={"institution_id": institution_id, "period": "2026-11", "q": "Siti"},
        institution_id=institution_id,
    )


def test_a_look_is_recorded_with_those_it_concerns(world: World) -> None:
    reason = Reason(purpose=Purpose.OBJECTION, case_ref="KB-2026-7")
    asked = Request(caller=HIRING, request_id="r-1", reason=reason)

    ask(obligations(), request=asked, ports=world.ports)

    [access] = world.accesses.accesses
    assert access.result is Result.ANSWERED
    assert access.reason == reason
    assert access.subjects.counts == {"membership": 1}
    assert access.subjects.ids == (SITIS_MEMBERSHIP,)
    assert access.params == {"institution_id": TOWN, "period": "2026-11"}, "no words in it"


def test_a_look_that_is_refused_is_recorded_too(world: World) -> None:
    world.services.answers["payment"] = NotFound("none", code="payment_not_found")
    question = Question(service="payments", operation="payment", params={"order_id": ORDER})
    auditor = request_of(AUDITING)

    with pytest.raises(NotFound):
        ask(question, request=auditor, ports=world.ports)

    [access] = world.accesses.accesses
    assert (access.result, access.refusal_code) == (Result.REFUSED, "payment_not_found")
    assert access.subjects.ids == (ORDER,)


def test_asking_about_another_institution_is_recorded(world: World) -> None:
    with pytest.raises(InstitutionForeign):
        ask(obligations(UNIVERSITY), request=request_of(HIRING), ports=world.ports)

    [access] = world.accesses.accesses
    assert (access.role, access.institution_id) == (Role.HR_OFFICER, TOWN)
    assert (access.result, access.refusal_code) == (Result.REFUSED, "institution_foreign")
    assert access.params["institution_id"] == UNIVERSITY


def test_where_nothing_was_seen_nothing_is_recorded(world: World) -> None:
    world.services.down["compliance"] = Unavailable("away")

    with pytest.raises(Unavailable):
        ask(obligations(), request=request_of(HIRING), ports=world.ports)
    with pytest.raises(RoleMissing):
        ask(obligations(), request=request_of(BUYING), ports=world.ports)

    assert world.accesses.accesses == []


def test_subjects_are_found_wherever_they_are() -> None:
    account, member = derived_id("account", "1"), derived_id("member", "1")
    answer = {
        "items": [
            {"order_id": ORDER, "merchant_id": SELLER, "lines": [{"product_id": "p"}]},
            {"order_id": ORDER, "buyer_account_id": account},
        ],
        "memberships": [SITIS_MEMBERSHIP, "not-an-id", 7],
        "csv": f"consequence_id,member_id\nx,{member}\ny\n",
        "envelope": f'{{"data":{{"payment_id":"{PAYMENT}","amount_idr":1}}}}',
        "merchant_id": None,
        "nested": ({"party_id": SELLER}, 7),
    }

    found = subjects_in({"order_id": ORDER}, answer)

    assert found.counts == {
        "order": 1,
        "merchant": 1,
        "account": 1,
        "membership": 1,
        "member": 1,
        "payment": 1,
        "party": 1,
    }
    assert set(found.ids) == {ORDER, SELLER, account, SITIS_MEMBERSHIP, member, PAYMENT}


def test_words_beside_ids_are_not_read() -> None:
    assert subjects_in({"csv": 1, "envelope": None, "name": ORDER}).ids == ()
    assert subjects_in({"csv": ""}).counts == {}


def test_of_a_huge_list_the_number_is_kept() -> None:
    many = [{"membership_id": derived_id("m", str(n))} for n in range(SUBJECTS_MAX + 1)]

    found = subjects_in({"items": many})

    assert found.counts == {"membership": SUBJECTS_MAX + 1}
    assert len(found.ids) == SUBJECTS_MAX


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.uuids().map(str),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["order_id", "csv", "envelope", "memberships", "x"]), inner, max_size=4
        )
    ),
    max_leaves=20,
)


@given(JSON)
@example({"csv": "merchant_id\rno end of a line"})
def test_any_answer_can_be_looked_through(value: Json) -> None:
    found = subjects_in({"x": value})

    assert set(found.counts) <= {"order", "membership"}
    assert len(found.ids) <= sum(found.counts.values())


def test_why_is_a_code_and_routine_by_default() -> None:
    assert reason_of(None, None) == Reason(purpose=Purpose.ROUTINE_DUTY)
    assert reason_of("audit", "ITKO/12/2026") == Reason(
        purpose=Purpose.AUDIT, case_ref="ITKO/12/2026"
    )
    with pytest.raises(PurposeUnknown):
        reason_of("curiosity", None)


@pytest.mark.parametrize(
    "case_ref", ["", "ask Siti", "x" * 61, "198501012010011001", "a\nb", "081234567890", "-x", "é"]
)
def test_a_case_is_no_text_and_no_persons_number(case_ref: str) -> None:
    with pytest.raises(CaseRefMalformed):
        reason_of(None, case_ref)


def open_account(world: World, *memberships: str) -> str:
    registration = Registration(login="siti", password=PASSWORD)
    siti = str(register_account(registration, key="k", ports=world.ports).result["account_id"])
    granted = Granted(account_id=siti, by_id=HIRING.account_id, memberships=memberships)
    asked = Asked(actor="test", route="grant", key="g", request={})
    world.accounts.give(granted, asked=asked, at=NOON)
    return siti


def mine(world: World, who: Caller, **query: str) -> list[Json]:
    page = my_accesses(page=AccessPage(), request=request_of(who), ports=world.ports, **query)
    return list(page["items"])


def test_she_sees_in_which_office_her_duty_was_looked_at_but_not_by_whom(world: World) -> None:
    siti = caller(holding(Role.BUYER), account_id=open_account(world, SITIS_MEMBERSHIP))
    ask(obligations(), request=request_of(HIRING), ports=world.ports)

    [item] = mine(world, siti)

    assert (item["role"], item["institution_id"]) == ("hr_officer", TOWN)
    assert (item["operation"], item["purpose_code"]) == ("obligations", "routine_duty")
    assert item["about"] == [SITIS_MEMBERSHIP]
    assert HIRING.account_id not in str(item)
    assert world.services.asked[-1][1] == "obligations", "no service is asked for a buyer"


def test_others_accesses_are_none_of_hers(world: World) -> None:
    siti = caller(holding(Role.BUYER), account_id=open_account(world))
    ask(obligations(), request=request_of(HIRING), ports=world.ports)

    assert mine(world, siti) == []


def test_a_seller_sees_who_looked_at_her_business(world: World) -> None:
    budi = caller(holding(Role.MERCHANT), account_id=open_account(world))
    world.services.answers["merchants"] = {"items": [{"merchant_id": SELLER}]}
    world.services.answers["stock"] = {"items": []}
    officer = caller(holding(Role.CATALOG_OFFICER, TOWN), account_id=HIRING.account_id)
    stock = Question(service="catalog", operation="stock", params={"merchant_id": SELLER})
    ask(stock, request=request_of(officer), ports=world.ports)

    [item] = mine(world, budi)

    assert item["about"] == [SELLER]
    service, question, params, context = world.services.asked[-1]
    assert (service, question, params["mine"]) == ("catalog", "merchants", True)
    assert (context.actor_role, context.actor_id) == ("merchant", budi.account_id)


def test_a_buyer_sees_who_looked_at_her_order(world: World) -> None:
    siti = caller(holding(Role.BUYER), account_id=open_account(world))
    world.services.answers["order"] = {"order_id": ORDER, "merchant_id": SELLER}
    officer = caller(holding(Role.CATALOG_OFFICER, TOWN), account_id=HIRING.account_id)
    order = Question(service="orders", operation="order", params={"order_id": ORDER})
    ask(order, request=request_of(officer), ports=world.ports)

    [item] = mine(world, siti, order_id=ORDER)

    assert item["about"] == [ORDER]
    assert world.services.asked[-1][3].actor_id == siti.account_id


def test_another_buyers_order_is_none_of_hers(world: World) -> None:
    siti = caller(holding(Role.BUYER), account_id=open_account(world))
    world.services.answers["order"] = NotFound("none of hers")

    with pytest.raises(NotFound):
        mine(world, siti, order_id=ORDER)
    with pytest.raises(RoleMissing):
        mine(world, caller(holding(Role.FINANCE, TOWN), account_id=siti.account_id), order_id=ORDER)


def test_who_is_gone_has_nothing_to_see(world: World) -> None:
    with pytest.raises(AccountNotFound):
        mine(world, SELLING)


def test_an_auditor_sees_all_of_her_institution_and_is_seen(world: World) -> None:
    ask(obligations(), request=request_of(HIRING), ports=world.ports)
    elsewhere = caller(holding(Role.HR_OFFICER, UNIVERSITY))
    ask(obligations(UNIVERSITY), request=request_of(elsewhere), ports=world.ports)

    def audited(query: AccessQuery) -> list[Json]:
        page = all_accesses(
            query, page=AccessPage(limit=5), request=request_of(AUDITING), ports=world.ports
        )
        return list(page["items"])

    [item] = audited(AccessQuery())
    by_nobody = audited(AccessQuery(account_id=SELLING.account_id, subject_id=ORDER))

    assert (item["account_id"], item["subject_counts"]) == (HIRING.account_id, {"membership": 1})
    assert by_nobody == []
    looks = [one for one in world.accesses.accesses if one.operation == "accesses"]
    assert looks[0].subjects.ids == (HIRING.account_id,)
    assert set(looks[1].subjects.ids) == {SELLING.account_id, ORDER}
    with pytest.raises(RoleMissing):
        all_accesses(
            AccessQuery(), page=AccessPage(), request=request_of(HIRING), ports=world.ports
        )
