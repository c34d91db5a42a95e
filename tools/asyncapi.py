"""The AsyncAPI document: what is published to RabbitMQ, for finance and among the services."""

from collections.abc import Sequence
from typing import Any

import msgspec

from finance_example import links
from kernel.adapters.cloudevents import CONTENT_TYPE as BATCH_CONTENT_TYPE
from kernel.adapters.definition import ServiceDefinition
from kernel.adapters.topology import EXCHANGE, Stream
from payments.adapters.finance_stream import CONTENT_TYPE, STREAM
from payments.settings import TEN_YEARS

_BINDING = {"bindingVersion": "0.3.0"}
_ABOUT = """\
Peristiwa yang diterbitkan Malpro: rantai keuangan untuk BKAD, dan kabar antarlayanan.

What Malpro publishes to RabbitMQ over AMQP 0-9-1: the finance chain, for whoever keeps the city's
books, and the news that its own services tell each other.

Money is whole rupiah in members that end in `_idr`. Times are RFC 3339 in UTC; `business_date` and
`settlement_date` are days in Malang. No names, addresses or identity numbers are in any event.
A published event never changes its meaning: what changes gets a new version in its type. New
members may be added, so ignore those you do not know.
"""
_FINANCE = """\
Rantai keuangan: setiap peristiwa pembayaran, bernomor urut dan dirangkai dengan hash.

Every event of payments, one a message, in the order of `financeseq`: 1, 2, 3 and so on. It is a
stream: reading takes nothing away, so set a prefetch, acknowledge, and choose with the consumer
argument `x-stream-offset` where to begin (`first`, `next`, an offset or a time). The broker keeps
offsets for nobody: note `financeseq` together with what you made of it.

A message may come again after a failure: skip every `financeseq` that you have. Should one be
missing, because the broker has lost or outlived it, ask `GET /v1/finance/events?after=SEQ`, which
serves the same bytes.

To verify: `hash` is the SHA-256, in hexadecimal, of `prevhash` as ASCII followed by the message
without its member `hash`, as RFC 8785 writes it. `prevhash` is the `hash` of the message before;
that of the first is 64 zeros. The body is in that form already. The examples here are one such
chain.
"""
_NEWS = """\
Kabar antarlayanan, untuk layanan Malpro sendiri.

For the services of Malpro alone. Each producer publishes its events in the order of `position`, up
to 100 in a message, under its own name as the routing key. Messages may come again or be lost; each
service fills holes from the producer's feed. Strangers read the finance stream.
"""


def document(definitions: Sequence[ServiceDefinition]) -> dict[str, Any]:
    """Return the document; a list in it is in the order in which the services list their events."""
    payments = next(one for one in definitions if one.name == "payments")
    producers = [one.name for one in definitions]
    return {
        "asyncapi": "3.0.0",
        "info": _info(),
        "defaultContentType": CONTENT_TYPE,
        "servers": {"rabbitmq": _server()},
        "channels": {"finance": _finance(payments), "news": _news(producers)},
        "operations": {
            "publish_finance": _operation("finance", "Finance", _FINANCE, mandatory=True),
            "publish_news": _operation("news", "Services", _NEWS, mandatory=False),
        },
        "components": {
            "messages": _finance_messages(payments) | _news_messages(producers),
            "schemas": _schemas(definitions),
            "securitySchemes": {
                "user": {
                    "type": "userPassword",
                    "description": "A user of RabbitMQ. Finance's may read the stream, no more.",
                }
            },
        },
    }


def _prose(text: str) -> str:
    """Return the text with one line for each paragraph."""
    return "\n\n".join(" ".join(one.split("\n")) for one in text.strip().split("\n\n"))


def _info() -> dict[str, Any]:
    return {
        "title": "Malpro events",
        "version": "1.0.0",
        "description": _prose(_ABOUT),
        # Whoever runs it puts her own there; linters want all three.
        "contact": {
            "name": "Pengelola Malpro",
            "url": "https://malpro.example",
            "email": "pengelola@malpro.example",
        },
        "license": {
            "name": "Apache-2.0",
            "url": "https://www.apache.org/licenses/LICENSE-2.0",
        },
        "tags": [
            {"name": "Finance", "description": "For whoever keeps the city's books."},
            {"name": "Services", "description": "Among the services of Malpro."},
        ],
    }


def _server() -> dict[str, Any]:
    return {
        "host": "{host}",
        "protocol": "amqps",
        "protocolVersion": "0-9-1",
        "description": "The city's RabbitMQ, 3.10 or later.",
        "variables": {
            "host": {
                "default": "localhost:5671",
                "description": "Host and port; operations tell them.",
            }
        },
        "security": [{"$ref": "#/components/securitySchemes/user"}],
    }


def _operation(channel: str, tag: str, about: str, *, mandatory: bool) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": about.partition("\n")[0],
        "description": _prose(about),
        "tags": [{"name": tag}],
        "bindings": {"amqp": {"deliveryMode": 2, "mandatory": mandatory, **_BINDING}},
    }


def _finance(payments: ServiceDefinition) -> dict[str, Any]:
    names = [f"finance.{type_}" for type_ in payments.codec.types]
    return {
        "address": STREAM,
        "title": "The finance chain",
        "summary": _FINANCE.partition("\n")[0],
        "description": _prose(_FINANCE),
        "messages": {one: {"$ref": f"#/components/messages/{one}"} for one in names},
        "bindings": {
            "amqp": {
                "is": "queue",
                "queue": {"name": STREAM, "durable": True, "exclusive": False, "autoDelete": False},
                # How long it is kept is a setting of the city's; this is what it is without one.
                "x-queue-arguments": Stream(stream=STREAM, max_age=TEN_YEARS).arguments,
                **_BINDING,
            }
        },
    }


def _finance_messages(payments: ServiceDefinition) -> dict[str, Any]:
    chain = {told["type"]: told for told in links(payments)}
    return {
        f"finance.{type_}": {
            "name": type_,
            "title": kind.__name__,
            "summary": (kind.__doc__ or kind.__name__).strip().partition("\n")[0],
            "contentType": CONTENT_TYPE,
            "headers": {"$ref": "#/components/schemas/FinanceHeaders"},
            "payload": {"$ref": f"#/components/schemas/finance.{type_}"},
            "tags": [{"name": "Finance"}],
            "bindings": {"amqp": {"messageType": type_, **_BINDING}},
            "examples": [
                {
                    "name": f"Link{chain[type_]['financeseq']}",
                    "headers": {"financeseq": chain[type_]["financeseq"]},
                    "payload": chain[type_],
                }
            ],
        }
        for type_, kind in payments.codec.types.items()
    }


def _news(producers: Sequence[str]) -> dict[str, Any]:
    return {
        "address": "{producer}",
        "title": "News among the services",
        "summary": _NEWS.partition("\n")[0],
        "description": _prose(_NEWS),
        "parameters": {
            "producer": {"description": "The service that tells.", "enum": list(producers)}
        },
        "messages": {one: {"$ref": f"#/components/messages/news.{one}"} for one in producers},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {
                    "name": EXCHANGE,
                    "type": "topic",
                    "durable": True,
                    "autoDelete": False,
                },
                **_BINDING,
            }
        },
    }


def _news_messages(producers: Sequence[str]) -> dict[str, Any]:
    return {
        f"news.{one}": {
            "name": one,
            "title": f"News of {one}",
            "summary": f"Consecutive events of {one}.",
            "contentType": BATCH_CONTENT_TYPE,
            "payload": {"$ref": f"#/components/schemas/news.{one}"},
            "tags": [{"name": "Services"}],
            "bindings": {"amqp": _BINDING},
        }
        for one in producers
    }


def _schemas(definitions: Sequence[ServiceDefinition]) -> dict[str, Any]:
    schemas = {"CloudEvent": _cloudevent(), "FinanceLink": _link(), "FinanceHeaders": _headers()}
    for one in definitions:
        template = f"#/components/schemas/{one.name}.{{name}}"
        kinds = one.codec.types
        found, parts = msgspec.json.schema_components(kinds.values(), ref_template=template)
        data = dict(zip(kinds, found, strict=True))
        if one.name == "payments":
            schemas |= {f"finance.{type_}": _told(type_, data[type_]) for type_ in kinds}
        schemas[f"news.{one.name}"] = _batch([_event(type_, data[type_]) for type_ in kinds])
        schemas |= {f"{one.name}.{name}": part for name, part in parts.items()}
    return schemas


def _told(type_: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"allOf": [{"$ref": "#/components/schemas/FinanceLink"}, _event(type_, data)]}


def _event(type_: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {"type": {"const": type_}, "data": data}}


def _batch(kinds: list[dict[str, Any]]) -> dict[str, Any]:
    event = {"$ref": "#/components/schemas/CloudEvent"}
    return {"type": "array", "minItems": 1, "items": {"allOf": [event, {"oneOf": kinds}]}}


def _cloudevent() -> dict[str, Any]:
    instant = {"type": "string", "format": "date-time"}
    maybe = {"type": ["string", "null"]}
    properties = {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid", "description": "Of the event, wherever told."},
        "source": {"type": "string", "description": "The producer, say `/payments`."},
        "type": {"type": "string", "description": "What happened, with its version."},
        "subject": {"type": "string", "description": "To what: the event's own stream."},
        "time": {**instant, "description": "When it happened."},
        "datacontenttype": {"const": "application/json"},
        "streamtype": {"type": "string"},
        "streamversion": {"type": "integer", "minimum": 1, "description": "Counts in the stream."},
        "position": {"type": "integer", "minimum": 1, "description": "Counts in the producer."},
        "recordedtime": {**instant, "description": "When it was stored."},
        "correlationid": {**maybe, "description": "Shared by all that one request brought about."},
        "causationid": {**maybe, "description": "The id of what it follows from."},
        "traceparent": {**maybe, "description": "W3C Trace Context."},
        "data": {"type": "object"},
    }
    return {
        "title": "CloudEvent",
        "description": "CloudEvents 1.0 in structured mode, with our extensions.",
        "type": "object",
        "properties": properties,
        "required": list(properties),
    }


def _link() -> dict[str, Any]:
    digest = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    properties = {
        "financeseq": {"type": "integer", "minimum": 1, "description": "1, 2, 3 and so on."},
        "prevhash": {**digest, "description": "The hash of the link before; first 64 zeros."},
        "hash": {**digest, "description": "SHA-256 of prevhash and of this without hash."},
    }
    own = {"type": "object", "properties": properties, "required": list(properties)}
    return {
        "title": "FinanceLink",
        "description": "One link of the finance chain.",
        "allOf": [{"$ref": "#/components/schemas/CloudEvent"}, own],
    }


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"financeseq": {"type": "integer", "minimum": 1}},
        "required": ["financeseq"],
    }
