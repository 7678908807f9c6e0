"""Uploads made to harm (rule S1): each is one refusal or a clean picture, in its time and its memory, never a 5xx."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator

import pytest
from PIL import Image

from contract import limits, routes
from contract.photos import PictureReason
from server.pictures import child
from server.pictures.rebuild import PictureRefused, Rebuilt, read, rebuild
from tests.batches import ChildDied, Tally, through
from tests.hostile import dearest, hostile, mutations, resized, with_scans
from tests.odd import odd_folder
from tests.polyglots import MARK, polyglots, with_segment
from tests.scale import rounds
from tests.unit.server.live import Live
from tests.unit.server.pictures import encoded, jpeg, put

CHILD = "tests.unit.server.rebuild_batch"
REASONS = {reason.value for reason in PictureReason} - {"unknown"}
ONE_PICTURE_S = 1.0
ONE_ANSWER_S = 9.0
"""Generous: the machine may be busy; a hang would be the ten seconds of the clock, or for ever."""

START = b"\xff\xd8\xff"


class Endless:
    """Counts nothing."""

    def count(self, *_: object) -> None:
        """One more."""


@pytest.fixture
def untiring(live: Live, monkeypatch: pytest.MonkeyPatch) -> Live:
    """A server that lets a member try as often as they like."""
    monkeypatch.setattr(live.world.services.uploads, "_tries", Endless())
    monkeypatch.setattr("server.services.uploads.A_DAYS_UPLOADS", 1_000_000)
    return live


def test_everything_hostile_is_one_refusal_and_costs_no_more_than_its_turn(
    untiring: Live, record_property: Callable[[str, object], None]
) -> None:
    _, token = untiring.world.member()
    found = list(hostile())
    assert len(found) >= 60
    longest_s = 0.0
    for name, data in found:
        started = time.monotonic()
        answer = put(untiring, token, data)
        took_s = time.monotonic() - started
        longest_s = max(longest_s, took_s)
        assert took_s < ONE_ANSWER_S, name
        assert answer.status in (413, 422), (name, answer.body)
        if answer.status == 422:
            assert answer.json["picture"] in REASONS, name
    assert list(untiring.world.services.objects.listed()) == []
    assert untiring.call("GET", routes.BALANCE, token=token).status == 200
    record_property(
        "figure",
        f"S1, server, made to harm: {len(found)} uploads, all declined, 0 answers of 5xx; "
        f"the longest answer {longest_s:.2f} s",
    )


def test_of_a_picture_that_is_something_else_too_only_the_picture_is_kept(
    untiring: Live, record_property: Callable[[str, object], None]
) -> None:
    _, token = untiring.world.member()
    objects = untiring.world.services.objects
    statuses = []
    for name, data in polyglots():
        assert MARK in data, name
        assert data.startswith(START), name
        answer = put(untiring, token, data)
        assert answer.status in (200, 422), (name, answer.body)
        statuses.append(answer.status)
    taken = statuses.count(200)
    kept = [objects.get(one.sha256) for one in objects.listed()]
    assert taken > 10
    assert kept
    for data in kept:
        assert MARK not in data
        assert data.count(START) == 1
        assert data.find(b"\xff\xd9") == len(data) - 2
    record_property(
        "figure", f"S1, server, two things at once: {len(statuses)} uploads, {taken} taken clean, 0 of 5xx"
    )


def good() -> list[bytes]:
    """Small JPEGs of every kind that the server's decoder knows."""
    image = Image.effect_noise((64, 48), 60).convert("RGB")
    return [
        jpeg(5, (64, 64)),
        encoded(image, quality=90, subsampling=0),
        encoded(image, progressive=True),
        encoded(image.convert("L")),
        encoded(image.convert("CMYK")),
        encoded(image, restart_marker_blocks=2),
        encoded(image, optimize=True, quality=20),
        with_segment(encoded(image), 0xE1, b"Exif\0\0II*\0" + bytes(60)),
    ]


def bent(count: int) -> Iterator[bytes]:
    """All of them in turn, with a few bytes changed, or another size, or a scan that comes again."""
    kinds = [mutations(one, count, seed) for seed, one in enumerate(good())]
    for number in range(count):
        data = next(kinds[number % len(kinds)])
        if number % 11 == 0 and b"\xff\xc0" in data[:-9]:
            data = resized(data, 1 + number % 70, 1 + number % 53)
        if number % 17 == 0 and b"\xff\xda" in data[:-9]:
            data = with_scans(data, number % 40)
        yield data


@pytest.mark.soak_scaled
@pytest.mark.timeout(3_600)
def test_thousands_of_bent_pictures_are_taken_whole_or_refused(
    record_property: Callable[[str, object], None],
) -> None:
    tally = Tally()
    for outcome in through(CHILD, bent(rounds(10_000, 100_000))):
        assert outcome.cpu_s < ONE_PICTURE_S, outcome.picture.hex()
        assert outcome.memory_bytes < child.MEMORY_BYTES
        made = taken_or_refused(lambda answer=outcome.answer: read(answer))  # type: ignore[misc]
        tally.add(outcome, made is not None)
        if made is not None and tally.taken % 20 == 1:
            assert_clean(made)
    assert tally.taken > 100
    assert tally.declined > 100
    record_property("figure", f"S1, server, bent on purpose: {tally}")


@pytest.mark.soak_scaled
@pytest.mark.timeout(3_600)
def test_bent_pictures_over_http_are_never_a_fault_of_the_server(
    untiring: Live, record_property: Callable[[str, object], None]
) -> None:
    _, token = untiring.world.member()
    answers = [put(untiring, token, data).status for data in bent(rounds(40, 2_000))]
    assert set(answers) <= {200, 422}
    told = ", ".join(f"{answers.count(one)} of {one}" for one in sorted(set(answers)))
    record_property("figure", f"S1, server, bent on purpose over HTTP, a child for each: {told}, 0 of 5xx")


def test_a_decoder_s_own_error_would_be_noticed(untiring: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seeded: what the decoder raises is passed on as it is."""

    def passed_on(_: bytes) -> Rebuilt:
        raise SyntaxError("broken data stream")

    monkeypatch.setattr("server.services.uploads.rebuild", passed_on)
    _, token = untiring.world.member()
    assert put(untiring, token, jpeg()).status == 500


def test_the_dearest_pictures_that_are_allowed_keep_to_their_time_and_memory(
    record_property: Callable[[str, object], None],
) -> None:
    """A second each, or on a busy machine six times what a library takes to open and write one of that size."""
    found = list(dearest())
    assert all(len(data) <= limits.PHOTO_BYTES for _, data in found)
    started = time.process_time()
    with Image.open(io.BytesIO(found[0][1])) as plain:
        encoded(plain.convert("RGB"), quality=90)
    plain_s = time.process_time() - started
    told = []
    for (name, _), outcome in zip(found, through(CHILD, [data for _, data in found]), strict=True):
        assert outcome.answer.startswith(b"kept"), (name, outcome.answer[:40])
        assert outcome.cpu_s < max(ONE_PICTURE_S, 6 * plain_s), (name, outcome.cpu_s, plain_s)
        assert outcome.memory_bytes < child.MEMORY_BYTES
        told.append(f"{name} {outcome.cpu_s:.2f} s and {outcome.memory_bytes / 2**20:.0f} MB")
    record_property(
        "figure", f"S1, server, the dearest: {', '.join(told)} (open and write alone {plain_s:.2f} s)"
    )


def test_odd_files_of_others_are_taken_whole_or_refused(
    record_property: Callable[[str, object], None],
) -> None:
    folder = odd_folder()
    if folder is None:
        pytest.skip("GETTINGOUT_ODD_FILES names no folder")
    files = [one for one in sorted(folder.rglob("*")) if one.is_file()]
    assert files
    taken = 0
    for file in files:
        given = file.read_bytes()[: limits.PHOTO_BYTES]
        made = taken_or_refused(lambda given=given: rebuild(given))  # type: ignore[misc]
        if made is not None:
            taken += 1
            assert_clean(made)
    record_property("figure", f"S1, server, odd files: {len(files)} uploads, {taken} taken, 0 crashes")


def test_a_child_that_crashes_is_noticed() -> None:
    """Seeded: the child dies of a picture with too many scans, the third of these."""
    fatal = with_scans(encoded(Image.new("L", (64, 48)), progressive=True), 2 * child.MOST_SCANS)
    with pytest.raises(ChildDied, match="at picture 2 of its batch: ffd8ff"):
        list(through(CHILD, [*good()[:2], fatal, *good()[2:]], "crashes"))


def taken_or_refused(rebuilding: Callable[[], Rebuilt]) -> Rebuilt | None:
    """What was made of a picture; None when it was refused for one of the contract's reasons."""
    try:
        return rebuilding()
    except PictureRefused as refused:
        return None if refused.reason.value in REASONS else pytest.fail(refused.reason.value)


def assert_clean(made: Rebuilt) -> None:
    """What is kept of a picture, and of its thumbnails, is a plain JPEG of the size that was said."""
    for one in (made, *made.thumbs):
        with Image.open(io.BytesIO(one.data)) as image:
            image.load()
            assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (one.width, one.height))
            assert max(image.size) <= limits.PHOTO_SIDE
            assert set(image.info) <= {"jfif", "jfif_version", "jfif_density", "jfif_unit"}
