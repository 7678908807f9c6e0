"""Uploads: what is taken in, what is refused and how (rules S1, S2), and what one member or one child may cost."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from contract import limits, routes
from contract.photos import PictureReason, Upload
from contract.problems import ProblemType
from server.pictures import rebuild as rebuilding
from server.pictures.rebuild import PictureRefused, rebuild
from server.services.faults import QuotaReached, Throttled
from server.services.uploads import A_DAYS_UPLOADS, TRIES_AN_HOUR, UploadService
from tests.unit.server.live import Live
from tests.unit.server.pictures import encoded, jpeg, name_of, put, up
from tests.unit.server.world import World


def test_a_picture_is_taken_in_under_its_hash_and_rebuilt(live: Live) -> None:
    _, token = live.world.member()
    data = jpeg(1, (300, 200))
    answer = put(live, token, data)
    assert answer.status == 200, answer.body
    photo = answer.json["photo"]
    assert (answer.json["sent_sha256"], photo["width"], photo["height"]) == (name_of(data), 300, 200)
    kept = live.world.services.objects.get(photo["sha256"])
    assert (name_of(kept), len(kept)) == (photo["sha256"], photo["size_bytes"])
    assert kept != data
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (300, 200))


def test_the_largest_that_is_allowed_is_taken(live: Live) -> None:
    _, token = live.world.member()
    data = jpeg(9, (limits.PHOTO_SIDE, limits.PHOTO_SIDE), quality=50)
    assert 1_500_000 < len(data) <= limits.PHOTO_BYTES
    answer = put(live, token, data)
    assert (answer.status, answer.json["photo"]["width"]) == (200, limits.PHOTO_SIDE)


def test_the_same_bytes_give_the_same_answer_without_a_second_child(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = live.world.member()
    first = put(live, token, jpeg(2))
    monkeypatch.setattr("server.services.uploads.rebuild", _never)
    assert put(live, token, jpeg(2)).body == first.body


def test_bytes_whose_object_was_lost_are_taken_in_again(live: Live) -> None:
    _, token = live.world.member()
    first = put(live, token, jpeg(3))
    live.world.services.objects.delete(first.json["photo"]["sha256"])
    assert put(live, token, jpeg(3)).body == first.body
    assert live.world.services.objects.has(first.json["photo"]["sha256"])


def test_bytes_under_another_name_are_refused(live: Live) -> None:
    _, token = live.world.member()
    problem = put(live, token, jpeg(4), name="0" * 64).problem
    assert (problem.status, problem.kind) == (422, ProblemType.PICTURE_REFUSED)
    assert problem.picture is PictureReason.OTHER_CONTENT
    assert _objects(live.world) == 0


@pytest.mark.parametrize("name", ["A" * 64, "0" * 63, "0" * 65, "..", "x" * 64])
def test_a_name_that_is_no_hash_leads_nowhere(live: Live, name: str) -> None:
    _, token = live.world.member()
    assert put(live, token, jpeg(), name=name).status in (404, 405)


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_given_up(live: Live, announced: bool) -> None:
    _, token = live.world.member()
    data = jpeg() + bytes(limits.PHOTO_BYTES)
    if announced:
        problem = put(live, token, data).problem
    else:
        pieces = [data[at : at + 100_000] for at in range(0, len(data), 100_000)]
        answer = live.call(
            "PUT",
            routes.path(routes.UPLOAD, sha256=name_of(data)),
            token=token,
            body=iter(pieces),  # type: ignore[arg-type]  # http.client sends an iterable in chunks
        )
        problem = answer.problem
    assert (problem.status, problem.kind, problem.limit) == (413, ProblemType.TOO_LARGE, limits.PHOTO_BYTES)
    assert _objects(live.world) == 0


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_grey_and_printing_colours_come_out_as_plain_ones(mode: str) -> None:
    made = rebuild(encoded(Image.new(mode, (40, 30))))
    with Image.open(io.BytesIO(made.data)) as image:
        assert (image.mode, image.size) == ("RGB", (40, 30))


def test_a_member_has_so_many_pictures_a_day(world: World) -> None:
    member, _ = world.member()
    for seed in range(A_DAYS_UPLOADS):
        up(world, member.member_id, seed)
    with pytest.raises(QuotaReached) as reached:
        up(world, member.member_id, A_DAYS_UPLOADS)
    assert reached.value.retry_at is not None
    assert (reached.value.limit, reached.value.retry_at.day) == (A_DAYS_UPLOADS, 3)
    up(world, member.member_id, 0)  # one of those already there
    up(world, world.member()[0].member_id, A_DAYS_UPLOADS)  # somebody else
    world.clock.move(hours=25)
    assert isinstance(up(world, member.member_id, A_DAYS_UPLOADS), Upload)


def test_tries_are_counted_also_when_they_are_refused(world: World) -> None:
    uploads = UploadService(world.services.store, world.services.objects, tries_an_hour=3)
    for _ in range(3):
        with pytest.raises(Exception, match="not_a_jpeg"):
            uploads.take("member", name_of(b"x"), b"x")
    with pytest.raises(Throttled):
        uploads.take("member", name_of(b"x"), b"x")
    assert TRIES_AN_HOUR > A_DAYS_UPLOADS


SCRIPTS = {
    "closes its ears": "import os; os.close(0)",
    "computes without end": "import sys; sys.path.insert(0, sys.argv[1])\nimport child; child.CPU_S = 1\n"
    "child.give_away()\nwhile True: pass",
    "dies": "import os; os.abort()",
    "says nothing": "",
    "lies about the size": "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'kept 1 99999\\n')",
    "talks without end": "import sys; sys.stdin.buffer.read()\nwhile True: sys.stdout.buffer.write(bytes(100_000))",
    "keeps no JPEG": "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'kept 1 1\\n<html>')",
    "gives an unheard reason": "import sys; sys.stdin.buffer.read(); sys.stdout.buffer.write(b'refused x\\n')",
}


@pytest.mark.parametrize(
    "what",
    [
        pytest.param(
            what,
            marks=pytest.mark.skipif(
                what == "computes without end" and sys.platform == "win32",
                reason="Windows limits no child's time",
            ),
        )
        for what in SCRIPTS
    ],
)
def test_a_child_that_misbehaves_means_a_damaged_picture(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = str(Path(rebuilding.__file__).parent)
    monkeypatch.setattr(rebuilding, "command", lambda _: [sys.executable, "-c", SCRIPTS[what], folder])
    with pytest.raises(PictureRefused) as refused:
        rebuild(jpeg(1, (400, 400)), wall_s=60.0)
    assert refused.value.reason is PictureReason.DAMAGED


@pytest.mark.parametrize(
    "script",
    ["import time; time.sleep(60)", "import sys\nwhile True: sys.stdout.buffer.write(bytes(100_000))"],
)
def test_a_child_that_is_not_done_in_time_means_to_come_back(
    world: World, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(rebuilding, "command", lambda _: [sys.executable, "-c", script])
    monkeypatch.setattr(rebuilding.rebuild, "__defaults__", (0.5, "-"))
    data = jpeg(1, (400, 400))
    with pytest.raises(Throttled) as busy:
        world.services.uploads.take("member", name_of(data), data)
    assert busy.value.retry_at > world.clock.now


def test_the_child_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GETTINGOUT_DB_KEY", "ab" * 32)
    told = rebuilding._environment(os.environ)
    assert not [name for name in told if "GETTINGOUT" in name or "AWS" in name]


@pytest.mark.skipif(sys.platform != "linux", reason="the limits of other systems are fewer")
def test_the_child_can_open_nothing_once_it_has_given_away() -> None:
    tries = (
        "import sys, socket; sys.path.insert(0, sys.argv[1]); import child; child.give_away()\n"
        "def refused(act):\n"
        "    try: act()\n"
        "    except (OSError, MemoryError): return True\n"
        "acts = [lambda: open('/etc/passwd'), socket.socket, lambda: bytearray(600_000_000)]\n"
        "sys.exit(not all([refused(act) for act in acts]))"
    )
    folder = str(Path(rebuilding.__file__).parent)
    assert subprocess.run([sys.executable, "-I", "-c", tries, folder], check=False).returncode == 0


def test_a_bundle_runs_its_own_program_as_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    arguments = rebuilding.command("0,0,48,32;8,8,16,16")[1:]
    monkeypatch.undo()
    assert arguments[0] == rebuilding.ROLE
    frozen = Path(__file__).parents[3] / "frozen.py"
    program = [sys.executable, str(frozen), *arguments]
    told = subprocess.run(program, input=jpeg(1), capture_output=True, check=True, cwd=frozen.parent)
    assert told.stdout.startswith(b"kept 48 32")
    assert b"\n\xff\xd8\xff" in told.stdout


def _objects(world: World) -> int:
    return len(list(world.services.objects.listed()))


def _never(_: bytes) -> None:
    raise AssertionError("a known picture is not rebuilt")
