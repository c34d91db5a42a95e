"""The kernel's own tables, and the one function that appends.

`STORE_V1` is what the first migration of every service runs. Migrations are history: a change here
becomes a new constant, never an edit of an old one.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

metadata = sa.MetaData()

events = sa.Table(
    "events",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("event_id", sa.Uuid(as_uuid=False), nullable=False),
    sa.Column("stream_id", sa.Text, nullable=False),
    sa.Column("stream_type", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("data", JSONB, nullable=False),
    sa.Column("metadata", JSONB, nullable=False),
    sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
)

relay = sa.Table(
    "relay",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("published_at", sa.DateTime(timezone=True)),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("consumer", sa.Text, primary_key=True),
    sa.Column("producer", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    # When the producer's head was last asked for and found applied: all it had then is here.
    sa.Column("caught_up_at", sa.DateTime(timezone=True)),
)

refusals = sa.Table(
    "refusals",
    metadata,
    sa.Column("consumer", sa.Text, primary_key=True),
    sa.Column("producer", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("attempts", sa.Integer, nullable=False),
)

parked = sa.Table(
    "parked",
    metadata,
    sa.Column("consumer", sa.Text, primary_key=True),
    sa.Column("producer", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, primary_key=True),
    sa.Column("stream_id", sa.Text, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("event", JSONB, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("reason_code", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("settled_at", sa.DateTime(timezone=True)),
)

timers = sa.Table(
    "timers",
    metadata,
    sa.Column("timer_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("data", JSONB, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("retry_at", sa.DateTime(timezone=True)),
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    sa.Column("actor", sa.Text, primary_key=True),
    sa.Column("route", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("request_hash", sa.Text, nullable=False),
    sa.Column("answer", JSONB, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
)

vault = sa.Table(
    "vault",
    metadata,
    sa.Column("ref", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("lookup", sa.Text),
    sa.Column("data", JSONB, nullable=False),
    sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
    sa.UniqueConstraint("kind", "lookup"),
)

telling = sa.Table(
    "telling",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("passed_over", sa.BigInteger, nullable=False),
)

notices = sa.Table(
    "notices",
    metadata,
    sa.Column("notice_id", sa.Uuid(as_uuid=False), primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("addressee", sa.Text, nullable=False),
    sa.Column("params", JSONB, nullable=False),
    sa.Column("contact_ref", sa.Text),
    sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("reason_code", sa.Text),
    sa.Column("settled_at", sa.DateTime(timezone=True)),
)

STORE_V1 = (
    """
    create table events (
      position bigint primary key, event_id uuid not null unique, stream_id text not null,
      stream_type text not null, version integer not null check (version > 0), type text not null,
      data jsonb not null, metadata jsonb not null, occurred_at timestamptz not null,
      recorded_at timestamptz not null, unique (stream_id, version))
    """,
    "alter table events set (autovacuum_vacuum_insert_scale_factor = 0.05)",
    "create index events_by_stream_type on events (stream_type, position)",
    """
    create table relay (
      name text primary key, position bigint not null, published_at timestamptz)
    """,
    "insert into relay values ('main', 0, null)",
    """
    create table subscriptions (
      consumer text, producer text, position bigint not null, caught_up_at timestamptz,
      primary key (consumer, producer))
    """,
    """
    create table refusals (
      consumer text, producer text, position bigint, attempts integer not null,
      primary key (consumer, producer, position))
    """,
    """
    create table parked (
      consumer text, producer text, position bigint, stream_id text not null, type text not null,
      event jsonb not null,
      status text not null check (status in ('parked', 'retried', 'discarded')),
      reason_code text not null, attempts integer not null, parked_at timestamptz not null,
      settled_at timestamptz, primary key (consumer, producer, position))
    """,
    "create index parked_open on parked (consumer, producer, stream_id) where status = 'parked'",
    """
    create table timers (
      timer_id text primary key, kind text not null, subject text not null,
      due_at timestamptz not null, data jsonb not null, attempts integer not null default 0,
      retry_at timestamptz)
    """,
    "create index timers_by_due on timers (coalesce(retry_at, due_at))",
    """
    create table idempotency (
      actor text, route text, key text, request_hash text not null, answer jsonb not null,
      created_at timestamptz not null, primary key (actor, route, key))
    """,
    "create index idempotency_by_age on idempotency (created_at)",
    """
    create table vault (
      ref text primary key, kind text not null, lookup text, data jsonb not null,
      sealed_at timestamptz not null, unique (kind, lookup))
    """,
    # One call appends to any number of streams: lock, check every expected version, number
    # contiguously, insert, hint. READ COMMITTED gives each statement after the lock a fresh view.
    """
    create function append_events(
      p_stream text[], p_stream_type text[], p_version int[], p_type text[], p_id uuid[],
      p_data jsonb[], p_metadata jsonb[], p_occurred timestamptz[], p_recorded timestamptz)
    returns bigint language plpgsql as $$
    declare last_position bigint; wrong text;
    begin
      perform pg_advisory_xact_lock(4711);
      select coalesce(max(position), 0) into last_position from events;
      select format('Wrong expected version: %s (Stream: %s, Stream Version: %s)',
                    i.low - 1, i.s, i.now)
        into wrong
        from (select s, min(v) as low, max(v) as high, count(*) as many,
                     coalesce((select e.version from events e where e.stream_id = s
                                order by e.version desc limit 1), 0) as now
                from unnest(p_stream, p_version) as u(s, v) group by s) i
       where i.low <> i.now + 1 or i.high - i.low + 1 <> i.many
       limit 1;
      if wrong is not null then
        raise exception '%', wrong using errcode = 'MP001';
      end if;
      insert into events (position, event_id, stream_id, stream_type, version, type, data, metadata,
                          occurred_at, recorded_at)
      select last_position + n, i, s, st, v, t, d, m, o, p_recorded
        from unnest(p_stream, p_stream_type, p_version, p_type, p_id, p_data, p_metadata,
                    p_occurred)
             with ordinality as u(s, st, v, t, i, d, m, o, n);
      perform pg_notify('events', '');
      return last_position + cardinality(p_stream);
    end $$
    """,
    """
    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception 'events are immutable' using errcode = 'MP002';
    end $$
    """,
    """
    create trigger events_are_immutable before update or delete on events
      for each row execute function refuse_change()
    """,
    """
    create trigger events_are_not_truncated before truncate on events
      for each statement execute function refuse_change()
    """,
    "revoke update, delete, truncate on events from public",
    """
    do $$ begin
      execute format('revoke update, delete, truncate on events from %I', current_user);
    end $$
    """,
)

# A service that tells people something runs this too.
NOTICES_V1 = (
    """
    create table telling (
      name text primary key, position bigint not null, passed_over bigint not null)
    """,
    "insert into telling values ('main', 0, 0)",
    """
    create table notices (
      notice_id uuid primary key, position bigint not null, kind text not null,
      addressee text not null, params jsonb not null, contact_ref text,
      happened_at timestamptz not null,
      status text not null check (status in ('waiting', 'told', 'failed', 'passed_over')),
      attempts integer not null default 0, due_at timestamptz not null, reason_code text,
      settled_at timestamptz)
    """,
    "create index notices_by_addressee on notices (addressee, position, notice_id)",
    "create index notices_waiting on notices (due_at, position) where status = 'waiting'",
    "create index notices_failed on notices (position, notice_id) where status = 'failed'",
    "create index notices_by_age on notices (happened_at)",
)


def install_store_v1(connection: sa.Connection) -> None:
    """Create the kernel's tables and functions in an empty database."""
    for statement in STORE_V1:
        connection.execute(sa.text(statement))


def install_notices_v1(connection: sa.Connection) -> None:
    """Create what a service needs that tells people something."""
    for statement in NOTICES_V1:
        connection.execute(sa.text(statement))
