"""Read an OpenAPI or AsyncAPI document as a stranger would, and name what would stop her.

The rules are those that linters of such documents recommend; each complaint names its rule.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

Json = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_URL_SAFE = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]*")
_SCRIPT = re.compile(r"<script|eval\(", re.IGNORECASE)
_DOCUMENT = "urn:document"


def complaints(document: Json) -> list[str]:
    """Return what is wrong, one line each."""
    rules = openapi_rules if "openapi" in document else asyncapi_rules
    # What points nowhere has no shape to be held to.
    return sorted(set(reference_rules(document)) or set(rules(document)))


def openapi_rules(document: Json) -> Iterator[str]:
    yield from info_rules(document)
    yield from tag_rules(document)
    yield from server_rules(document.get("servers", []))
    yield from path_rules(document)
    yield from operation_rules(document)
    yield from component_rules(document)
    yield from example_rules(document)


def asyncapi_rules(document: Json) -> Iterator[str]:
    yield from info_rules(document)
    if not {"name", "url", "email"} <= (document["info"].get("contact") or {}).keys():
        yield "info-contact-properties: a name, a url and an email"
    yield from tag_rules({"tags": document["info"].get("tags", [])})
    yield from server_rules(list(document.get("servers", {}).values()))
    yield from channel_rules(document)
    yield from component_rules(document)
    yield from example_rules(document)


def info_rules(document: Json) -> Iterator[str]:
    info = document["info"]
    for name in ("title", "version", "description", "contact", "license"):
        if not info.get(name):
            yield f"info-{name}: the document does not say its {name}"
    for where, node in nodes(document):
        description = node.get("description")
        if isinstance(description, str) and _SCRIPT.search(description):
            yield f"no-script-in-markdown: {where}"


def tag_rules(document: Json) -> Iterator[str]:
    tags = document.get("tags", [])
    for name, count in Counter(tag["name"] for tag in tags).items():
        if count > 1:
            yield f"tags-uniqueness: {name}"
    for tag in tags:
        if not tag.get("description"):
            yield f"tag-description: {tag['name']}"


def server_rules(servers: list[Json]) -> Iterator[str]:
    if not servers:
        yield "api-servers: there is no server"
    for server in servers:
        url = server.get("url", server.get("host", ""))
        if not url or "example.com" in url or (url != "/" and url.endswith("/")):
            yield f"server-url: {url!r}"


def path_rules(document: Json) -> Iterator[str]:
    shapes = Counter(re.sub(r"\{[^}]*\}", "{}", path) for path in document["paths"])
    for path in document["paths"]:
        if path.endswith("/") and path != "/":
            yield f"path-keys-no-trailing-slash: {path}"
        if "?" in path:
            yield f"path-not-include-query: {path}"
        if "{}" in path:
            yield f"path-declarations-must-exist: {path}"
        if shapes[re.sub(r"\{[^}]*\}", "{}", path)] > 1:
            yield f"path-params: {path} is there twice"


def operation_rules(document: Json) -> Iterator[str]:
    defined = {tag["name"] for tag in document.get("tags", [])}
    schemes = document.get("components", {}).get("securitySchemes", {})
    operations = list(operations_of(document))
    names = Counter(operation.get("operationId") for _, _, operation in operations)
    for path, method, operation in operations:
        where, name = f"{method.upper()} {path}", operation.get("operationId")
        if not name or names[name] > 1 or not _URL_SAFE.fullmatch(name):
            yield f"operation-operationId: {where}"
        if not operation.get("description") or not operation.get("summary"):
            yield f"operation-description: {where}"
        if not operation.get("tags") or set(operation["tags"]) - defined:
            yield f"operation-tags: {where}"
        if not any(str(status)[0] in "23" for status in operation["responses"]):
            yield f"operation-success-response: {where}"
        used = {scheme for one in operation.get("security", []) for scheme in one}
        if used - schemes.keys():
            yield f"operation-security-defined: {where}"
        yield from parameter_rules(document, path, where, operation)


def parameter_rules(document: Json, path: str, where: str, operation: Json) -> Iterator[str]:
    parameters = [resolved(document, one) for one in operation.get("parameters", [])]
    for (name, place), count in Counter((one["name"], one["in"]) for one in parameters).items():
        if count > 1:
            yield f"operation-parameters: {where} has {place} {name} twice"
    for one in parameters:
        if not one.get("description"):
            yield f"parameter-description: {where} {one['name']}"
        if one["in"] == "path" and not one.get("required"):
            yield f"path-params: {where} {one['name']} is required"
    declared = {one["name"] for one in parameters if one["in"] == "path"}
    for name in declared ^ set(re.findall(r"\{([^}]*)\}", path)):
        yield f"path-params: {where} {name}"


def channel_rules(document: Json) -> Iterator[str]:
    for name, channel in document.get("channels", {}).items():
        address = channel.get("address") or ""
        if "?" in address or address.endswith("/") or "{}" in address:
            yield f"channel-address: {name}"
        if not channel.get("description") or not channel.get("messages"):
            yield f"channel-description: {name}"
        for parameter, said in channel.get("parameters", {}).items():
            if not said.get("description"):
                yield f"parameter-description: {name} {parameter}"
    for name, operation in document.get("operations", {}).items():
        if not operation.get("description") or not operation.get("summary"):
            yield f"operation-description: {name}"


def reference_rules(document: Json) -> Iterator[str]:
    for pointer in references_of(document):
        if pointer.startswith("#/") and find(document, pointer) is None:
            yield f"ref-unresolved: {pointer}"


def component_rules(document: Json) -> Iterator[str]:
    used = references_of(document)
    schemes = {
        scheme for _, node in nodes(document) for one in node.get("security", []) for scheme in one
    }
    for kind, components in document.get("components", {}).items():
        for name in components:
            pointer = f"#/components/{kind}/{name}"
            if kind == "securitySchemes" and name in schemes:
                continue
            if not any(one == pointer or one.startswith(f"{pointer}/") for one in used):
                yield f"unused-component: {pointer}"


def example_rules(document: Json) -> Iterator[str]:
    for where, node in nodes(document):
        schema = node.get("schema", node.get("payload"))
        if isinstance(schema, dict):
            for example in examples_of(node):
                for error in wrong(document, schema, example):
                    yield f"valid-example: {where}: {error}"
        yield from schema_rules(document, where, node)


def schema_rules(document: Json, where: str, node: Json) -> Iterator[str]:
    if isinstance(node.get("enum"), list):
        values = [repr(one) for one in node["enum"]]
        if len(set(values)) < len(values):
            yield f"duplicated-entry-in-enum: {where}"
        if mistyped(node):
            yield f"typed-enum: {where}"
    if node.get("type") == "array" and not {"items", "prefixItems"} & node.keys():
        yield f"array-items: {where}"
    if "default" in node and "type" in node:
        for error in wrong(document, node, node["default"]):
            yield f"schema-default: {where}: {error}"


def examples_of(node: Json) -> Iterator[Any]:
    if "example" in node:
        yield node["example"]
    examples = node.get("examples", [])
    for one in examples.values() if isinstance(examples, dict) else examples:
        if isinstance(one, dict) and ("value" in one or "payload" in one):
            yield one.get("value", one.get("payload"))


def mistyped(node: Json) -> list[Any]:
    if "type" not in node:
        return []
    validator = Draft202012Validator({"type": node["type"]})
    return [one for one in node["enum"] if not validator.is_valid(one)]


def wrong(document: Json, schema: Json, example: Any) -> Iterator[str]:
    """Yield what the schema says against the example; references are the document's."""
    registry: Registry[Any] = Registry().with_resource(
        _DOCUMENT, DRAFT202012.create_resource(document)
    )
    validator = Draft202012Validator(
        rebased(schema),
        registry=registry,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
    for error in validator.iter_errors(example):
        yield f"{'/'.join(map(str, error.path))} {error.message[:100]}"


def rebased(node: Any) -> Any:
    if isinstance(node, list):
        return [rebased(one) for one in node]
    if not isinstance(node, dict):
        return node
    parts = {name: rebased(value) for name, value in node.items()}
    if isinstance(parts.get("$ref"), str) and parts["$ref"].startswith("#"):
        parts["$ref"] = _DOCUMENT + parts["$ref"]
    return parts


def references_of(document: Json) -> set[str]:
    return {node["$ref"] for _, node in nodes(document) if isinstance(node.get("$ref"), str)}


def operations_of(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def nodes(document: Any, where: str = "#") -> Iterator[tuple[str, Json]]:
    """Yield every object of the document with its place; what stands in an example is left out."""
    if isinstance(document, list):
        for number, one in enumerate(document):
            yield from nodes(one, f"{where}/{number}")
    elif isinstance(document, dict):
        yield where, document
        for name, value in document.items():
            if name not in {"example", "examples", "default", "const", "enum"}:
                yield from nodes(value, f"{where}/{name}")


def resolved(document: Json, node: Json) -> Json:
    return find(document, node["$ref"]) or {} if "$ref" in node else node


def find(document: Json, pointer: str) -> Json | None:
    node: Any = document
    for part in pointer.removeprefix("#/").split("/"):
        part = part.replace("~1", "/").replace("~0", "~")  # noqa: PLW2901 - the same part, as written
        if not isinstance(node, dict) or part not in node:
            return None
        node = node[part]
    found: Json = node
    return found
