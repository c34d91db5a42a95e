"""Bodies that are as they must be, read without marshmallow's ceremony; all others are left to it.

A schema is made into plain functions once. They give what `Schema.load` gives, or are in doubt;
then marshmallow looks, and says what is wrong. So only one place words refusals.
"""

from collections.abc import Callable, Sequence
from typing import Any

from marshmallow import RAISE, Schema, fields, missing, validate

from gateway.entrypoints.fields import Rupiah, Whole

Read = Callable[[Any], Any]


class Doubt(Exception):
    """Marshmallow is to judge."""


def reader_of(schema: Schema) -> Read:
    """Return what reads objects of this schema, or raises `Doubt`."""
    if schema.unknown != RAISE or schema.many or schema.partial or _has_hooks(schema):
        return _in_doubt
    parts = [(name, field.required, _reader(field)) for name, field in schema.load_fields.items()]
    known = frozenset(schema.load_fields)

    def read(given: Any) -> dict[str, Any]:
        if type(given) is not dict or not given.keys() <= known:
            raise Doubt
        found = {}
        for name, required, read_one in parts:
            if name in given:
                found[name] = read_one(given[name])
            elif required:
                raise Doubt
        return found

    return read if all(map(_is_plain, schema.load_fields.values())) else _in_doubt


def _has_hooks(schema: Schema) -> bool:
    # What runs before or after a load is not known here, and marshmallow names it nowhere else.
    return any(schema._hooks.values())  # noqa: SLF001


def _in_doubt(_given: Any) -> Any:
    raise Doubt


def _is_plain(field: fields.Field[Any]) -> bool:
    names_itself = field.data_key is None and field.attribute is None
    return names_itself and field.load_default is missing


def _reader(field: fields.Field[Any]) -> Read:
    read = _READERS.get(type(field), lambda _: _in_doubt)(field)
    tests = [_test(one) for one in field.validators]
    if read is _in_doubt or None in tests or field.pre_load or field.post_load:
        return _in_doubt
    return _tested(read, [one for one in tests if one], nullable=field.allow_none)


def _tested(read: Read, tests: Sequence[Callable[[Any], bool]], *, nullable: bool) -> Read:
    def read_tested(given: Any) -> Any:
        if given is None and nullable:
            return None
        value = read(given)
        for test in tests:
            if not test(value):
                raise Doubt
        return value

    return read_tested


def _text(_field: fields.Field[Any]) -> Read:
    return _exactly(str)


def _whole(field: Any) -> Read:
    return _exactly(int) if field.strict else _in_doubt


def _exactly(kind: type) -> Read:
    def read(given: Any) -> Any:
        if type(given) is not kind:
            raise Doubt
        return given

    return read


def _list(field: Any) -> Read:
    read_one, is_list = _reader(field.inner), _exactly(list)
    return lambda given: [read_one(one) for one in is_list(given)]


def _nested(field: Any) -> Read:
    usual = field.unknown is None and not field.many
    return reader_of(field.schema) if usual else _in_doubt


_READERS: dict[type, Callable[[Any], Read]] = {
    fields.String: _text,
    fields.Integer: _whole,
    Rupiah: _whole,
    fields.List: _list,
    fields.Nested: _nested,
}


def _test(validator: Any) -> Callable[[Any], bool] | None:
    """Return what tells whether the validator would be content; None: that is not known here."""
    make = _TESTS.get(type(validator))
    return make(validator) if make else None


def _fits(validator: Whole) -> Callable[[Any], bool]:
    matches = validator.regex.fullmatch
    return lambda value: matches(value) is not None


def _is_long_enough(validator: validate.Length) -> Callable[[Any], bool]:
    if validator.equal is not None:
        return lambda value: len(value) == validator.equal
    within = _between(validator.min, validator.max)
    return lambda value: within(len(value))


def _is_in_range(validator: validate.Range) -> Callable[[Any], bool] | None:
    if not (validator.min_inclusive and validator.max_inclusive):
        return None
    return _between(validator.min, validator.max)


def _between(least: Any, most: Any) -> Callable[[Any], bool]:
    low = float("-inf") if least is None else least
    high = float("inf") if most is None else most
    return lambda value: bool(low <= value <= high)


def _is_one_of(validator: validate.OneOf) -> Callable[[Any], bool]:
    choices = tuple(validator.choices)
    return lambda value: value in choices


_TESTS: dict[type, Callable[[Any], Callable[[Any], bool] | None]] = {
    Whole: _fits,
    validate.Length: _is_long_enough,
    validate.Range: _is_in_range,
    validate.OneOf: _is_one_of,
}
