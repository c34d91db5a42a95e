"""The kinds of values that stand in requests and answers, each with its bounds."""

from collections.abc import Iterable
from typing import Any

from marshmallow import INCLUDE, RAISE, Schema, ValidationError, fields, validate

# No control characters: PostgreSQL takes no NUL, and a log line no line break.
_LINE = r"^(?=.*\S)[^\x00-\x1f\x7f]*$"
_CODE = r"^[A-Za-z0-9][A-Za-z0-9._:-]*$"
_ID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
_PERIOD = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
_KELURAHAN = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$"
# Well inside what PostgreSQL's bigint and every JSON reader hold exactly.
RUPIAH_MAX = 10**12
QUANTITY_MAX = 1_000_000
PAGE_MAX = 200


class Whole(validate.Regexp):
    """The whole text has this form; a line break at its end does not slip through."""

    def __call__(self, value: Any) -> Any:
        if self.regex.fullmatch(value) is None:
            raise ValidationError(self._format_error(value))
        return value


class Body(Schema):
    """A request: every field is known, or it is refused."""

    class Meta:
        unknown = RAISE


class Answer(Schema):
    """An answer: services may add fields to it at any time."""

    class Meta:
        unknown = INCLUDE


class Rupiah(fields.Integer):
    """Whole rupiah."""


def rupiah(description: str, *, least: int = 0, **options: Any) -> Rupiah:
    return Rupiah(
        strict=True,
        validate=validate.Range(least, RUPIAH_MAX),
        metadata={"description": description},
        **options,
    )


def amount(description: str, **options: Any) -> Rupiah:
    """Return a field of an answer: whole rupiah, which may be negative where it is a correction."""
    return Rupiah(required=True, metadata={"description": description}, **options)


def number(description: str, *, least: int, most: int, **options: Any) -> fields.Integer:
    return fields.Integer(
        strict=True,
        validate=validate.Range(least, most),
        metadata={"description": description},
        **options,
    )


def identifier(description: str, **options: Any) -> fields.String:
    return fields.String(
        validate=Whole(_ID, error="Not a UUID in lower case."),
        metadata={"description": description, "format": "uuid"},
        **options,
    )


def line(description: str, *, longest: int = 200, **options: Any) -> fields.String:
    """Return a field for one line of text."""
    return fields.String(
        validate=[
            validate.Length(1, longest),
            Whole(_LINE, error="Not one line of printable text."),
        ],
        metadata={"description": description},
        **options,
    )


def remark(description: str, *, longest: int = 500, **options: Any) -> fields.String:
    """Return a field for text that may be empty or have several lines."""
    return fields.String(
        validate=[
            validate.Length(max=longest),
            Whole(r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$", error="Not printable text."),
        ],
        metadata={"description": description},
        **options,
    )


def code(description: str, *, longest: int = 60, **options: Any) -> fields.String:
    return fields.String(
        validate=[
            validate.Length(1, longest),
            Whole(_CODE, error="Letters, digits and . _ : - only."),
        ],
        metadata={"description": description},
        **options,
    )


def kelurahan(description: str, **options: Any) -> fields.String:
    return fields.String(
        validate=Whole(_KELURAHAN, error="Not a Kemendagri code of a kelurahan."),
        metadata={"description": description},
        **options,
    )


def month(description: str, **options: Any) -> fields.String:
    return fields.String(
        validate=Whole(_PERIOD, error="A month is written YYYY-MM."),
        metadata={"description": description},
        **options,
    )


def day(description: str, **options: Any) -> fields.Date:
    return fields.Date(metadata={"description": description}, **options)


def choice(
    values: Iterable[str], description: str, *, default: str | None = None, **options: Any
) -> fields.String:
    """Return a field for one of a closed list; `default` is what the service takes without it."""
    metadata = {"description": description} | ({"default": default} if default else {})
    return fields.String(validate=validate.OneOf(list(values)), metadata=metadata, **options)


class Flag(fields.Boolean):
    """True or false, written as such: neither 1 nor "yes"."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def flag(description: str, *, default: bool | None = None, **options: Any) -> Flag:
    metadata = {"description": description} | ({} if default is None else {"default": default})
    return Flag(metadata=metadata, **options)


def text(description: str, **options: Any) -> fields.String:
    """Return a field of an answer."""
    return fields.String(metadata={"description": description}, **options)


def many(
    of: fields.Field[Any] | type[Schema], description: str, **options: Any
) -> fields.List[Any]:
    """Return a field of an answer: a list."""
    inner = of if isinstance(of, fields.Field) else fields.Nested(of)
    return fields.List(inner, required=True, metadata={"description": description}, **options)


def listed(
    of: fields.Field[Any] | type[Schema],
    description: str,
    *,
    most: int,
    least: int = 1,
    **options: Any,
) -> fields.List[Any]:
    """Return a field of a request: a list of so many."""
    inner = of if isinstance(of, fields.Field) else fields.Nested(of)
    return fields.List(
        inner,
        validate=validate.Length(least, most),
        metadata={"description": description},
        **options,
    )


class PageQuery(Body):
    """Which page of a list."""

    cursor = fields.String(
        validate=[validate.Length(1, 200), Whole(_LINE, error="Not a cursor.")],
        metadata={"description": "The next_cursor of the page before."},
    )
    limit = fields.Integer(
        validate=validate.Range(1, PAGE_MAX),
        metadata={"description": "How many items a page has at most.", "default": 50},
    )


def cursor_on() -> fields.String:
    return fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Ask for the next page with this cursor; null on the last page."},
    )
