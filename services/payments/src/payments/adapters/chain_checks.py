"""The promises about the finance chain, asked of the chain and of the events it was made from."""

from kernel.adapters.definition import Check

_TOLD = (
    "(select c.financeseq, c.position, c.event_id, c.prevhash, c.hash, c.envelope,"
    " convert_from(c.envelope, 'UTF8') as told from finance_chain c) as c"
)

CHAIN_CHECKS = (
    Check(
        name="the_finance_chain_has_no_hole",
        query="select count(*) as links, max(financeseq) as last from finance_chain"
        " having count(*) <> coalesce(max(financeseq), 0) or min(financeseq) <> 1",
    ),
    Check(
        name="every_link_names_the_one_before",
        query="select financeseq, prevhash from (select financeseq, position, prevhash,"
        " lag(hash, 1, repeat('0', 64)) over (order by financeseq) as before,"
        " lag(position, 1, 0::bigint) over (order by financeseq) as behind from finance_chain)"
        " as c where prevhash <> before or position <= behind",
    ),
    Check(
        # The canonical text without the one member that cannot be part of its own hash.
        name="every_link_has_the_hash_of_its_bytes",
        query="select financeseq from " + _TOLD + " where hash is distinct from encode("  # noqa: S608 - our own text
        "sha256(convert_to(prevhash || replace(told, '\"hash\":\"' || hash || '\",', ''),"
        " 'UTF8')), 'hex') or position('\"hash\":\"' || hash || '\",' in told) = 0",
    ),
    Check(
        name="every_link_tells_its_event",
        query="select c.financeseq from " + _TOLD + " left join events e"  # noqa: S608 - our own text
        " on e.position = c.position"
        " where not coalesce(e.event_id = c.event_id"
        " and told::jsonb ->> 'id' = e.event_id::text and told::jsonb ->> 'type' = e.type"
        " and told::jsonb ->> 'subject' = e.stream_id"
        " and (told::jsonb ->> 'streamversion')::int = e.version"
        " and (told::jsonb ->> 'position')::bigint = e.position"
        " and (told::jsonb ->> 'time')::timestamptz = e.occurred_at"
        " and (told::jsonb ->> 'recordedtime')::timestamptz = e.recorded_at"
        " and (told::jsonb ->> 'financeseq')::bigint = c.financeseq"
        " and told::jsonb ->> 'prevhash' = c.prevhash"
        " and told::jsonb -> 'data' = e.data, false)",
    ),
    Check(
        name="every_event_is_in_the_finance_chain",
        query="select e.position, e.type from events e"
        " where e.position <= (select max(position) from finance_head)"
        " and not exists (select from finance_chain c where c.position = e.position)",
    ),
    Check(
        name="the_head_of_the_finance_chain_is_its_last_link",
        query="select h.financeseq, c.financeseq as last from finance_head h"
        " left join finance_chain c on c.financeseq ="
        " (select max(financeseq) from finance_chain)"
        " where (h.financeseq, h.position, h.hash) is distinct from (coalesce(c.financeseq, 0),"
        " coalesce(c.position, 0), coalesce(c.hash, repeat('0', 64)))",
    ),
    Check(
        name="the_finance_stream_is_not_ahead_of_the_chain",
        query="select r.position as published, h.financeseq as last from relay r"
        " cross join finance_head h where r.name = 'finance' and r.position > h.financeseq",
    ),
    Check(
        name="the_finance_chain_cannot_be_changed",
        query="select wanted from unnest("
        "array['finance_chain_is_immutable', 'finance_chain_is_not_truncated']) as wanted"
        " where not exists (select from pg_trigger where tgname = wanted"
        " and tgrelid = to_regclass('finance_chain') and tgenabled in ('O', 'A'))",
    ),
)
