"""Bodies of every version that was ever out must be read, today and by whoever comes later."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from contract import (
    accounts,
    appeals,
    audience,
    closing,
    contacts,
    events,
    facilities,
    galleries,
    lenient,
    messages,
    money,
    offers,
    payments,
    photos,
    posts,
    problems,
    server_info,
)
from contract.server_info import API_VERSION

FOLDER = Path(__file__).parent / "samples"
SAMPLES = sorted(FOLDER.glob("*/*.json"))
MODULES = (
    accounts,
    appeals,
    audience,
    closing,
    contacts,
    events,
    facilities,
    galleries,
    messages,
    money,
    offers,
    payments,
    photos,
    posts,
    problems,
    server_info,
)
TYPES: dict[str, type[msgspec.Struct]] = {
    name: kind
    for module in MODULES
    for name, kind in vars(module).items()
    if inspect.isclass(kind) and issubclass(kind, msgspec.Struct)
}
PARTS = {
    "Appeal",
    "Audience",
    "ContactRules",
    "ContactStep",
    "Device",
    "Moved",
    "Change",
    "Hold",
    "Movement",
    "Offer",
    "Prices",
    "Photo",
    "PhotoPart",
    "PostOpening",
    "PostPart",
    "ProfilePart",
    "Reach",
    "Reached",
    "Refusal",
    "Region",
    "Rule",
    "Span",
    "Step",
    "Viewer",
    "FoundResident",
}
"""Only ever inside another body."""


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_is_read(sample: Path) -> None:
    kind = TYPES[sample.name.split(".")[0]]
    body = msgspec.json.decode(sample.read_bytes(), type=kind)
    again = msgspec.json.decode(msgspec.json.encode(body), type=kind)
    assert again == body


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_nothing_of_a_sample_is_lost_but_what_is_from_a_newer_version(sample: Path) -> None:
    if ".newer" in sample.name:
        return
    kind = TYPES[sample.name.split(".")[0]]
    written = json.loads(msgspec.json.encode(msgspec.json.decode(sample.read_bytes(), type=kind)))
    _contains(written, json.loads(sample.read_bytes()))


def test_every_body_has_a_sample_of_this_version() -> None:
    found = {sample.name.split(".")[0] for sample in SAMPLES if sample.parent.name == API_VERSION}
    assert found == set(TYPES) - PARTS


def test_an_unknown_value_of_every_enumeration_reads_as_unknown() -> None:
    enumerations = {
        kind
        for module in MODULES
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, lenient.LenientEnum) and kind is not lenient.LenientEnum
    }
    assert enumerations
    for enumeration in enumerations:
        assert msgspec.json.decode(b'"from_the_future"', type=enumeration).value == "unknown"


def test_a_newer_servers_body_reads_with_unknown_where_this_version_knows_no_better() -> None:
    newer = {sample.name for sample in SAMPLES if ".newer" in sample.name}
    assert {name.split(".")[0] for name in newer} >= {"Message", "Contact", "Event", "Problem", "Facility"}
    message = msgspec.json.decode(
        (FOLDER / API_VERSION / "Message.newer.json").read_bytes(), type=messages.Message
    )
    assert message.state is messages.State.UNKNOWN
    problem = msgspec.json.decode(
        (FOLDER / API_VERSION / "Problem.newer.json").read_bytes(), type=problems.Problem
    )
    assert problem.kind is problems.ProblemType.UNKNOWN


def _contains(written: Any, sample: Any) -> None:
    """Whether everything of the sample stands in what was written."""
    if isinstance(sample, dict):
        for name, value in sample.items():
            _contains(written[name], value)
    elif isinstance(sample, list):
        assert len(written) == len(sample)
        for one, other in zip(written, sample, strict=True):
            _contains(one, other)
    else:
        assert written == sample


def test_a_time_without_its_zone_is_refused_wherever_it_stands() -> None:
    """`2026-11-23T14:05:00` could be any of 26 hours; read as this computer's it would be wrong."""
    seen = 0
    for sample in SAMPLES:
        kind = TYPES[sample.name.split(".")[0]]
        text = sample.read_text("utf-8")
        for time in re.findall(r'"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)"', text):
            seen += 1
            naive = re.sub(r'(?:Z|[+-]\d\d:\d\d)"$', '"', time)
            with pytest.raises(msgspec.ValidationError, match="timezone"):
                msgspec.json.decode(text.replace(time, naive).encode(), type=kind)
    assert seen > 20


def test_every_time_of_a_body_names_its_zone() -> None:
    for name, kind in TYPES.items():
        body = msgspec.inspect.type_info(kind)
        assert isinstance(body, msgspec.inspect.StructType)
        for field in body.fields:
            for time in _times(field.type):
                assert time.tz, f"{name}.{field.name} is not a Moment"


def _times(kind: msgspec.inspect.Type) -> list[msgspec.inspect.DateTimeType]:
    """The times in a field's type itself; those of structs inside are their own."""
    if isinstance(kind, msgspec.inspect.DateTimeType):
        return [kind]
    if isinstance(kind, msgspec.inspect.UnionType):
        return [time for part in kind.types for time in _times(part)]
    if isinstance(kind, msgspec.inspect.VarTupleType | msgspec.inspect.ListType):
        return _times(kind.item_type)
    return []
