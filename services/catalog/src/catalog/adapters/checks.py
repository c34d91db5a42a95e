"""Promises about stock that this database alone can check: each query returns its breaches."""

from kernel.adapters.definition import Check

STOCK_IS_BALANCED = Check(
    name="stock_is_balanced",
    query="""
        select product_id, received, adjusted, returned, available, reserved, committed,
               written_off from stock
         where received + adjusted + returned <> available + reserved + committed + written_off
            or least(received, returned, available, reserved, committed, written_off) < 0
    """,
)

STOCK_CAME_IN_BY_EVENTS = Check(
    name="stock_came_in_by_events",
    query="""
        select s.product_id, s.received, s.adjusted, s.returned, e.*
          from stock s
          left join (select data->>'product_id' as product_id,
                            sum((data->>'quantity')::bigint)
                              filter (where type = 'catalog.stock_received.v1') as came_in,
                            sum((data->>'quantity_delta')::bigint) as put_right,
                            sum((data->>'quantity')::bigint)
                              filter (where data->>'cause' = 'returned') as came_back
                       from events
                      where type in ('catalog.stock_received.v1', 'catalog.stock_adjusted.v1',
                                     'catalog.stock_returned.v1') group by 1) e
         using (product_id)
         where s.received <> coalesce(e.came_in, 0) or s.adjusted <> coalesce(e.put_right, 0)
            or s.returned <> coalesce(e.came_back, 0)
    """,
)

EVERY_RESERVATION_IS_ACCOUNTED_FOR = Check(
    name="every_reservation_is_accounted_for",
    query="""
        select s.product_id, s.reserved, s.committed, r.reserved as by_orders_reserved,
               r.committed as by_orders_committed
          from stock s
          left join (select l.product_id,
                            sum(l.quantity - l.committed_quantity - l.released_quantity)
                              as reserved,
                            sum(l.committed_quantity) as committed
                       from reservations,
                            jsonb_to_recordset(lines) as l(product_id text, quantity bigint,
                              committed_quantity bigint, released_quantity bigint)
                      group by 1) r
         using (product_id)
         where s.reserved <> coalesce(r.reserved, 0) or s.committed <> coalesce(r.committed, 0)
    """,
)

ENDED_RESERVATIONS_HOLD_NOTHING = Check(
    name="ended_reservations_hold_nothing",
    query="""
        select r.order_id, r.status from reservations r
         where r.status <> 'reserved'
           and exists (select 1 from jsonb_to_recordset(r.lines)
                         as l(quantity bigint, committed_quantity bigint, released_quantity bigint)
                        where l.quantity <> l.committed_quantity + l.released_quantity)
    """,
)

ONE_PRICE_EVERYWHERE = Check(
    name="one_price_everywhere",
    query="""
        select p.product_id, p.price_version, s.price_version as on_the_shelf
          from products p left join stock s using (product_id)
         where (p.price_idr, p.price_version, p.listed, p.blocked)
               is distinct from (s.price_idr, s.price_version, s.listed, s.blocked)
    """,
)

NO_MORE_COMES_BACK_THAN_WENT_OUT = Check(
    name="no_more_comes_back_than_went_out",
    query="""
        select r.order_id, l.line_id, l.committed_quantity, b.quantity
          from reservations r,
               jsonb_to_recordset(r.lines) as l(line_id text, committed_quantity bigint,
                 returns jsonb),
               lateral (select sum(quantity) as quantity
                          from jsonb_to_recordset(coalesce(l.returns, '[]'))
                            as one(quantity bigint, cause text) where cause = 'returned') b
         where b.quantity > l.committed_quantity
    """,
)

CHECKS = (
    STOCK_IS_BALANCED,
    STOCK_CAME_IN_BY_EVENTS,
    EVERY_RESERVATION_IS_ACCOUNTED_FOR,
    ENDED_RESERVATIONS_HOLD_NOTHING,
    ONE_PRICE_EVERYWHERE,
    NO_MORE_COMES_BACK_THAN_WENT_OUT,
)
