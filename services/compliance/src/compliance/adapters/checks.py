"""Promises that this database alone can check: each query returns one row per breach."""

from kernel.adapters.definition import Check

CHECKS = (
    Check(
        name="every credit and its refusals add up to one payment",
        query="""
            select data->>'credit_id' as credit_id from events
             where type = 'compliance.spend_credited.v1'
               and (data->>'gross_idr')::bigint <> (data->>'credited_idr')::bigint
                   + (select coalesce(sum((one->>'amount_idr')::bigint), 0)
                        from jsonb_array_elements(data->'not_credited') as one)
        """,
    ),
    Check(
        name="no spend is credited twice",
        query="""
            select data->>'spend_id' as spend_id from events
             where type = 'compliance.spend_credited.v1'
             group by 1 having count(*) > 1
        """,
    ),
    Check(
        name="no payment is spent twice",
        query="""
            select data->>'payment_event_id' as payment_event_id from events
             where type = 'compliance.spend_recorded.v1'
             group by 1 having count(*) > 1
        """,
    ),
    Check(
        name="an obligation holds what its spends were credited",
        query="""
            select o.obligation_id from obligations o
              left join spends s using (obligation_id)
             group by o.obligation_id, o.credited_idr
            having o.credited_idr <> coalesce(sum(s.credited_idr - coalesce(s.reversed_idr, 0)), 0)
        """,
    ),
    Check(
        name="a closed month stands as it was assessed",
        query="""
            select o.obligation_id from obligations o
              join periods p using (institution_id, period)
             where p.status = 'closed'
               and (o.assessment is null
                    or (o.assessment->>'credited_idr')::bigint
                       <> o.credited_idr + coalesce(o.reversed_after_close_idr, 0))
        """,
    ),
    Check(
        name="a purchase that is handed over and paid is recorded",
        query="""
            select p.order_id from purchases p
             where p.purchase->'noted' <> 'null' and p.purchase->'handed_over' <> 'null'
               and (select count(*) from jsonb_array_elements(p.purchase->'money') as one
                     where one->>0 = 'paid')
                   > (select count(*) from spends s where s.order_id = p.order_id)
        """,
    ),
    Check(
        name="no more is taken back than was credited",
        query="""
            select spend_id from spends where reversed_idr > coalesce(credited_idr, 0)
        """,
    ),
    Check(
        name="a consequence follows an obligation once",
        query="""
            select obligation_id, kind from consequences group by 1, 2 having count(*) > 1
        """,
    ),
)
