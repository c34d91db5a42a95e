"""The tables are those of the migrations, and every read model can be made anew."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from payments_examples import ENDINGS, OWNER, order_delivered, payment_requested
from payments_world import MIGRATIONS, World

from kernel.adapters import schema
from kernel.adapters.migrations import current_revision, migrate
from kernel.adapters.rebuild import differences_own, rebuild_own
from payments.adapters.codecs import CODEC
from payments.adapters.tables import metadata
from payments.bootstrap import contract

READ_MODELS = [projection.name for projection in contract().projections]


def _is_not_of_the_kernel(name: str | None, kind: str, _: object) -> bool:
    return kind != "table" or name not in {*schema.metadata.tables, "alembic_version"}


_NEW_SUMS = {
    "payments": (
        "overpaid_idr, refund_due_idr, refund_claimed_idr, refund_disputed_idr, waived_idr,"
        " unconfirmed_idr, claimed_idr, disputed_idr, open_collections, is_open"
    ),
    "payment_days": (
        "adjusted_idr, expired_count, expired_idr, corrected_count, corrected_idr,"
        " refunded_count, refunded_idr"
    ),
}
_WITHOUT_WINDOWS = (
    "alter table events disable trigger user",
    "grant update on events to current_user",
    "update events set data = data - 'confirm_until'",
    "revoke update on events from current_user",
    "alter table events enable trigger user",
)
_BACK_TO_THE_FIRST = (
    "drop table collections, corrections, refunds, finance_chain, finance_head, notices, telling",
    "delete from relay where name = 'finance'",
    *(
        f"alter table {table} drop column {name.strip()}"
        for table, names in _NEW_SUMS.items()
        for name in names.split(",")
    ),
    "update alembic_version set version_num = '0001'",
)


@pytest.fixture
def busy(payments: World) -> World:
    """Payments of every fate: paid, corrected, refunded, cancelled, paid too late, still due."""
    fates = (25_000, 20_000, 30_000, None, None, None)
    for number, cash_idr in enumerate(fates):
        payment_id, order_id = f"payment-{number}", f"order-{number}"
        payments.hears(
            payment_requested(payment_id=payment_id, order_id=order_id),
            order_delivered(
                payment_id=payment_id,
                handover_id=f"handover-{number}",
                declared_cash_idr=cash_idr,
            ),
            order_id=order_id,
        )
    payments.hears(type(ENDINGS[0])(payment_id="payment-3"))
    payments.hears(
        type(ENDINGS[1])(payment_id="payment-4"), order_delivered(payment_id="payment-4")
    )
    payments.does(
        "request_correction",
        "merchant",
        OWNER,
        payment_id="payment-1",
        collection_id="handover-1",
        correction_id="correction-1",
        right_idr=25_000,
        reason_code="typing",
    )
    payments.does(
        "record_refund",
        "merchant",
        OWNER,
        payment_id="payment-2",
        refund_id="refund-1",
        cause="overpayment",
        amount_idr=5_000,
    )
    return payments


def test_the_migrated_tables_are_the_tables_of_the_code(payments: World) -> None:
    with payments.app.database.transaction() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": _is_not_of_the_kernel, "compare_type": True}
        )

        assert compare_metadata(context, metadata) == []


def test_migrating_twice_changes_nothing(payments: World) -> None:
    url = payments.app.database.url

    migrate(url, MIGRATIONS)

    assert current_revision(url) == "0004"


def test_the_second_revision_finds_what_the_first_has_booked(payments: World) -> None:
    for number, (cash_idr, code) in enumerate([(25_000, True), (30_000, True), (9_000, False)]):
        payment_id, order_id = f"payment-{number}", f"order-{number}"
        payments.hears(
            payment_requested(payment_id=payment_id, order_id=order_id),
            order_delivered(payment_id=payment_id, declared_cash_idr=cash_idr, code_verified=code),
            order_id=order_id,
        )
    # Older events do not say until when the other side may object.
    for statement in (*_WITHOUT_WINDOWS, *_BACK_TO_THE_FIRST):
        payments.run_sql(statement)

    migrate(payments.app.database.url, MIGRATIONS)

    for projection in payments.app.definition.projections:
        assert differences_own(payments.app.database, projection, CODEC) == 0, projection.name
    assert payments.broken() == {}


@pytest.mark.parametrize("name", READ_MODELS)
def test_a_read_model_is_what_a_fresh_replay_gives(busy: World, name: str) -> None:
    [projection] = [one for one in busy.app.definition.projections if one.name == name]

    assert differences_own(busy.app.database, projection, busy.app.definition.codec) == 0


@pytest.mark.parametrize("name", READ_MODELS)
def test_a_damaged_read_model_is_noticed_and_made_anew(busy: World, name: str) -> None:
    [projection] = [one for one in busy.app.definition.projections if one.name == name]
    [table] = projection.tables
    database, codec = busy.app.database, busy.app.definition.codec
    busy.run_sql(f"delete from {table.name}")  # noqa: S608 - a name of our own
    assert differences_own(database, projection, codec) > 0

    rebuild_own(database, projection, codec)

    assert differences_own(database, projection, codec) == 0
    assert busy.broken() == {}


def test_a_rebuilt_service_goes_on(busy: World) -> None:
    for projection in busy.app.definition.projections:
        rebuild_own(busy.app.database, projection, busy.app.definition.codec)

    busy.hears(order_delivered(payment_id="payment-5"))

    assert busy.ask("payment", "finance", order_id="order-5")["status"] == "received"
    assert busy.broken() == {}
