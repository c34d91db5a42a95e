"""Promises that orders' database alone can check: each query returns one row per breach."""

from kernel.adapters.definition import Check

CHECKS = (
    Check(
        name="every_open_order_has_a_clock",
        query="""
            select order_id, status from orders o
             where status in ('placed', 'confirmed', 'accepted', 'dispatched',
                              'ready_for_pickup', 'delivered')
               and not exists (select from timers t where t.timer_id = 'order-' || o.order_id)
        """,
    ),
    Check(
        name="a_completed_order_is_paid_in_full",
        query="""
            select order_id, paid_idr, amount_due_idr from orders
             where status = 'completed' and paid_idr < amount_due_idr
               and coalesce(standing, '') not in ('corrected', 'resolved')
        """,
    ),
    Check(
        name="a_completed_order_was_handed_over_and_paid",
        query="""
            select c.stream_id from events c
             where c.type = 'orders.order_completed.v1'
               and not exists (
                   select from events d
                    where d.stream_id = c.stream_id and d.version < c.version
                      and d.type = 'orders.order_delivered.v1'
                      and d.data->>'amount_due_idr' = c.data->>'paid_idr')
        """,
    ),
    Check(
        name="the_platform_takes_nothing",
        query="""
            select stream_id from events
             where type = 'orders.order_placed.v1'
               and (data->>'platform_fee_idr' <> '0' or data->>'tax_collected_idr' <> '0')
        """,
    ),
    Check(
        name="the_parts_of_an_order_add_up",
        query="""
            select stream_id from events,
                   lateral (select sum((line->>'line_total_idr')::bigint) as goods_idr
                              from jsonb_array_elements(data->'lines') line) lines
             where type = 'orders.order_placed.v1'
               and ((data->>'goods_total_idr')::bigint <> goods_idr
                    or (data->>'goods_total_idr')::bigint + (data->>'delivery_fee_idr')::bigint
                       - (data->>'discount_idr')::bigint + (data->>'cash_rounding_idr')::bigint
                       <> (data->>'amount_due_idr')::bigint)
        """,
    ),
)
