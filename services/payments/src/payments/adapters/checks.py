"""The promises about money that this database alone can check, asked of the stored events."""

from kernel.adapters.definition import Check
from payments.adapters.chain_checks import CHAIN_CHECKS

_ENTRIES = (
    "from events e cross join lateral"
    " jsonb_to_recordset(case jsonb_typeof(e.data -> 'entries')"
    " when 'array' then e.data -> 'entries' else '[]' end)"
    " as entry(account text, debit_idr bigint, credit_idr bigint, order_id text)"
    " where e.stream_type = 'payment'"
)


def _per_order(account: str, held: str, *, sign: int) -> str:
    """Return a query for orders in whose books an account is not what the read model says."""
    return (
        "with journal as (select entry.order_id,"  # noqa: S608 - our own text
        f" {sign} * sum(entry.debit_idr - entry.credit_idr) as journal_idr {_ENTRIES}"
        f" and entry.account = '{account}' group by entry.order_id),"
        f" open as (select order_id, {held} as open_idr from payments group by order_id)"
        " select order_id, journal_idr, open_idr from journal full join open using (order_id)"
        " where coalesce(journal_idr, 0) <> coalesce(open_idr, 0)"
    )


# What an event says came in, or turned out to have come in, or not.
_MOVED = (
    "coalesce((e.data ->> 'amount_received_idr')::bigint,"
    " (e.data ->> 'right_idr')::bigint - (e.data ->> 'wrong_idr')::bigint,"
    " (e.data ->> 'decided_idr')::bigint - (e.data ->> 'recorded_idr')::bigint)"
)

CHECKS = (
    Check(
        name="every_event_of_a_payment_carries_entries",
        query="select position, type from events where stream_type = 'payment'"
        " and jsonb_typeof(data -> 'entries') is distinct from 'array'",
    ),
    Check(
        name="the_journal_balances_in_every_event",
        query="select e.position, e.type, sum(entry.debit_idr) as debit_idr,"  # noqa: S608 - our own text
        f" sum(entry.credit_idr) as credit_idr {_ENTRIES}"
        " group by e.position, e.type"
        " having sum(entry.debit_idr) is distinct from sum(entry.credit_idr)",
    ),
    Check(
        name="every_entry_is_on_one_side",
        query="select e.position, e.type, entry.account, entry.debit_idr, entry.credit_idr"
        f" {_ENTRIES} and not coalesce(least(entry.debit_idr, entry.credit_idr) = 0"
        " and greatest(entry.debit_idr, entry.credit_idr) > 0, false)",
    ),
    Check(
        name="platform_revenue_is_zero",
        query="select e.position, e.type, entry.debit_idr, entry.credit_idr"
        f" {_ENTRIES} and entry.account = 'platform_revenue'",
    ),
    Check(
        name="the_platform_takes_no_fee",
        query="select position, data ->> 'platform_fee_idr' as platform_fee_idr from events"
        " where type = 'payments.payment_received.v1'"
        " and data ->> 'platform_fee_idr' is distinct from '0'",
    ),
    Check(
        name="the_ledger_is_the_journal",
        query="with journal as (select entry.account, sum(entry.debit_idr) as debit_idr,"  # noqa: S608 - our own text
        f" sum(entry.credit_idr) as credit_idr {_ENTRIES} group by entry.account)"
        " select coalesce(journal.account, ledger.account) as account,"
        " journal.debit_idr as journal_debit_idr, ledger.debit_idr as ledger_debit_idr,"
        " journal.credit_idr as journal_credit_idr, ledger.credit_idr as ledger_credit_idr"
        " from journal full join ledger_accounts ledger on ledger.account = journal.account"
        " where (journal.debit_idr, journal.credit_idr)"
        " is distinct from (ledger.debit_idr, ledger.credit_idr)",
    ),
    Check(
        name="a_payment_counts_as_paid_only_by_receipts",
        query="select p.payment_id, p.status, p.received_idr, coalesce(sum("  # noqa: S608 - our own text
        + _MOVED
        + "), 0) as receipts_idr from payments p"
        " left join events e on e.stream_id = 'payment-' || p.payment_id"
        " and e.type in ('payments.payment_received.v1', 'payments.collection_corrected.v1',"
        " 'payments.collection_dispute_resolved.v1')"
        " group by p.payment_id"
        " having p.received_idr <> coalesce(sum(" + _MOVED + "), 0)"
        " or (p.status = 'received' and count(e.position) = 0)",
    ),
    Check(
        name="no_fact_is_booked_twice",
        query="select data ->> 'fact_id' as fact_id, count(*) as receipts from events"
        " where type = 'payments.payment_received.v1' group by 1 having count(*) > 1",
    ),
    Check(
        name="receipt_numbers_are_unique",
        query="select data ->> 'receipt_number' as receipt_number, count(*) as receipts from events"
        " where data ->> 'receipt_number' is not null group by 1 having count(*) > 1",
    ),
    Check(
        name="receivables_are_what_is_still_due",
        query=_per_order("buyer_receivable", "sum(remaining_due_idr)", sign=1),
    ),
    Check(
        name="what_is_over_is_owed_back",
        query=_per_order("overpayment_payable", "sum(overpaid_idr)", sign=-1),
    ),
    Check(
        name="what_was_returned_is_owed_back",
        query=_per_order("refund_payable", "sum(refund_due_idr)", sign=-1),
    ),
    Check(
        name="nobody_decides_what_is_her_own",
        query="select position, type from events where"
        " (type = 'payments.collection_dispute_resolved.v1' and data ->> 'decided_by_id' in"
        " (data ->> 'buyer_account_id', data ->> 'merchant_owner_account_id'))"
        " or (type = 'payments.collection_corrected.v1' and data ->> 'approved_by_id' in"
        " (data ->> 'requested_by_id', data ->> 'merchant_owner_account_id'))",
    ),
    *CHAIN_CHECKS,
)
