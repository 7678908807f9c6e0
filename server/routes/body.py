"""Reads a request's JSON strictly into its contract type, and says which field is wrong when one is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec
from litestar.dto import AbstractDTO
from typing_extensions import override

from contract.problems import FieldReason
from server.services.faults import InvalidField

if TYPE_CHECKING:
    from litestar._openapi.schema_generation import SchemaCreator
    from litestar.dto import DTOFieldDefinition
    from litestar.openapi.spec import Reference, Schema
    from litestar.typing import FieldDefinition

T = TypeVar("T")

_MISSING: Final = re.compile(r"missing required field `(?P<field>[^`]*)`")
_PLACE: Final = re.compile(r" - at `\$\.?(?P<field>[^`]*)`$")
_TOO_LONG: Final = re.compile(r"of length <= (?P<limit>\d+)")
_TOO_SHORT: Final = re.compile(r"of length >= (?P<limit>\d+)")
_NAMES: Final = re.compile(r"(_id|_ids|sha256|code|mends|replaces)$")
_TYPE: Final = re.compile(r"^Expected `[^`]*`, got `")


class MalformedBody(Exception):
    """Not JSON at all, or not an object."""


class StrictBody(AbstractDTO[T]):
    """Litestar's place for one's own decoding; its own lets the text "25" pass for a number."""

    @override
    def decode_bytes(self, value: bytes) -> T:
        return read(value, self.model_type)

    @classmethod
    @override
    def generate_field_definitions(cls, model_type: type[Any]) -> Generator[DTOFieldDefinition, None, None]:
        yield from ()

    @classmethod
    @override
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:
        return False

    @classmethod
    @override
    def create_for_field_definition(
        cls, field_definition: FieldDefinition, handler_id: str, backend_cls: object = None
    ) -> None:
        """Nothing has to be made: the contract's type is read as it is."""

    @classmethod
    @override
    def create_openapi_schema(
        cls, field_definition: FieldDefinition, handler_id: str, schema_creator: SchemaCreator
    ) -> Reference | Schema:
        return schema_creator.for_field_definition(field_definition)


def read(body: bytes, kind: type[T]) -> T:
    """The body as a contract type. Raises MalformedBody, and InvalidField for the first field that is wrong."""
    try:
        found = msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as fault:
        raise _invalid(str(fault)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        field = _field_with_surrogate(body)
        if field is not None:
            raise InvalidField(field, FieldReason.FORBIDDEN_CHARACTER) from None
        # The parser's words name a place in the body, never its content.
        raise MalformedBody(type(fault).__name__) from None
    except RecursionError:
        raise MalformedBody("too deep") from None
    if (named := _name_with_nul(body)) is not None:
        raise InvalidField(named, FieldReason.FORBIDDEN_CHARACTER)
    return found


def _invalid(fault: str) -> Exception:
    place = _PLACE.search(fault)
    field = place["field"] if place else ""
    missing = _MISSING.search(fault)
    if missing:
        return InvalidField(f"{field}.{missing['field']}".lstrip("."), FieldReason.MISSING)
    if not field:
        return MalformedBody("not an object")
    for pattern, reason in ((_TOO_LONG, FieldReason.TOO_LONG), (_TOO_SHORT, FieldReason.TOO_SHORT)):
        found = pattern.search(fault)
        if found:
            limit = int(found["limit"])
            empty = reason is FieldReason.TOO_SHORT and limit == 1
            return InvalidField(field, FieldReason.EMPTY if empty else reason, limit=limit)
    if _TYPE.search(fault):
        return InvalidField(field, FieldReason.WRONG_TYPE)
    return InvalidField(field, FieldReason.WRONG)


def _field_with_surrogate(body: bytes) -> str | None:
    r"""The field that holds half a character (`\ud800`): JSON can write it, no text can be made of it."""
    if b"\\ud" not in body and b"\\uD" not in body:
        return None
    return _field_where(body, lambda _, text: any("\ud800" <= sign <= "\udfff" for sign in text))


def _name_with_nul(body: bytes) -> str | None:
    """The field in which something is named with a NUL, which PostgreSQL can't even compare; words have own checks."""
    if b"\\u0000" not in body:
        return None
    return _field_where(body, lambda name, text: "\0" in text and _NAMES.search(name) is not None)


def _field_where(body: bytes, is_wrong: Callable[[str, str], bool]) -> str | None:
    """The first field with a wrong text, also one in a list or an object of its own."""
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, dict):
        return None
    for field, value in parsed.items():
        if any(is_wrong(name, text) for name, text in _texts(field, value)):
            return str(field)
    return None


def _texts(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for inner, one in value.items():
            yield from _texts(str(inner), one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(name, one)
