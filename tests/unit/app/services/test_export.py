"""The export of everything: whole, readable, provable, and gone on with after a cut without asking twice."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from app.api.messages import MessagesApi
from app.api.photos import PhotosApi
from app.domain.errors import Cancelled, Offline, ServerFault, StorageFault
from app.domain.export import ExportProgress, ExportStage
from app.services.engine import _connect
from app.services.export import ExportService
from app.services.export_pages import Everything, html_pages
from app.services.link import Link
from app.services.place import ConfiguredPlace
from app.storage import export_check
from app.storage.export_file import ExportFile
from contract.accounts import Account, Credentials
from contract.facilities import Feature
from contract.galleries import SharedPhoto
from contract.money import Balance
from contract.offers import OfferOutcome
from contract.photos import NewProfilePhoto, ProfilePhotos
from contract.posts import NewPost, Post
from server.pictures.rebuild import Rebuilt
from server.store.work import utc_now
from tests.unit.app.live import OPERATOR, PASSWORD, Family, LiveServer
from tests.unit.app.live_photos import PhotoWorld, jpeg
from tests.unit.app.live_posts import told

HOSTILE = "<script>alert(1)</script> & <img src=x onerror=alert(1)> \u202ee"
COUNT = 105
HIDDEN = "not for my own eyes"
Tell = Callable[[ExportProgress], None]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Family]:
    """A folder of a server with two pages of messages, one of them hostile, and an approved profile photo."""
    server = LiveServer(tmp_path_factory.mktemp("filled"))
    server.start()
    try:
        return server.folder, fill(server)
    finally:
        server.stop()


def fill(live: LiveServer) -> Family:
    """Everything the tests of this file look for, once."""
    world = PhotoWorld(live)
    family = world.add_family(funds_cents=5_000)
    live.write_history(family, COUNT - 2)
    live.approve(live.send(family, HOSTILE))
    link = connected(live, family)
    photo = jpeg(3)
    link.api.photos.upload(photo.sha256, photo.data, lambda _: None, lambda: False)
    link.api.photos.submit(
        "3f1f7c1e-6f1d-4c56-9d40-0d5a2f6f9f11", NewProfilePhoto(sent_sha256=photo.sha256, price_cents=0)
    )
    world.approve(family)
    facility_id = live.services.contacts.get(family.member_id, family.contact_id).facility_id
    live.services.facilities.set_features(
        facility_id,
        (Feature.MESSAGES, Feature.REPLIES, Feature.REPLY_PHOTOS, Feature.NEWS, Feature.PHOTOS),
        OPERATOR,
    )
    snow = jpeg(8)
    link.api.photos.upload(snow.sha256, snow.data, lambda _: None, lambda: False)
    for words, sha256, cents in (("Snow!", snow.sha256, 50), (HIDDEN, None, 25)):
        new = NewPost(text=words, facility_ids=(facility_id,), price_cents=cents, sent_sha256=sha256)
        live.approve(link.api.posts.send(str(uuid.uuid4()), new).parts[0].submission_id)
    link.api.posts.hide(link.api.posts.page().items[0].id)
    told(live, family, "We planted beans.")
    link.api.posts.hide_of_contact(told(live, family, f"Theirs, {HIDDEN}"))
    with_photo(live, family, "Me in the yard")
    link.api.payments.begin(str(uuid.uuid4()), 1_500)
    link.api.payments.ask_refund(str(uuid.uuid4()), 123)
    link.close()
    return family


def with_photo(live: LiveServer, family: Family, words: str) -> None:
    """An answer with a photo, passed on."""
    photo = jpeg(12)
    resident = live._resident(family)
    made = Rebuilt(photo.data, photo.sha256, 320, 320)
    live.approve(live.services.inbox.reply(resident, family.contact_id, words, str(uuid.uuid4()), made).id)


@pytest.fixture
def live(filled: tuple[Path, Family], tmp_path: Path) -> Iterator[LiveServer]:
    """A server that listens, on its own copy."""
    server = LiveServer(Path(shutil.copytree(filled[0], tmp_path / "server")))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def family(filled: tuple[Path, Family]) -> Family:
    """Whose file it is."""
    return filled[1]


@pytest.fixture
def link(live: LiveServer, family: Family) -> Iterator[Link]:
    """The member, signed in."""
    link = connected(live, family)
    yield link
    link.close()


def connected(live: LiveServer, family: Family) -> Link:
    """A way to the server with the member's session."""
    link = Link(ConfiguredPlace(live.base_url), _connect)
    link.bring_up()
    link.set_token(link.api.accounts.sign_in(Credentials(email=family.email, password=PASSWORD)).token)
    return link


def run(
    link: Link,
    target: Path,
    owner: str,
    tell: Tell = lambda _: None,
    is_wanted: Callable[[], bool] = lambda: True,
    contact_photos: Mapping[str, bytes] = {},
) -> None:
    """One run to its end."""
    ExportService(link, utc_now, lambda: contact_photos).run(target, owner, tell, is_wanted)


def test_the_photos_chosen_for_contacts_are_in_it_though_no_server_has_them(
    link: Link, family: Family, tmp_path: Path
) -> None:
    target, chosen = tmp_path / "all.zip", jpeg(21)
    run(link, target, family.member_id, contact_photos={family.contact_id: chosen.data})
    assert export_check.faults_of(target) == []
    with zipfile.ZipFile(target) as archive:
        assert archive.read(f"originals/contact-photos/{chosen.sha256}.jpg") == chosen.data
        assert json.loads(archive.read("data/contact-photos.json")) == {family.contact_id: chosen.sha256}
        overview = archive.read("index.html").decode()
    assert "The photo you chose for Mateo Rivera on your computer:" in overview
    assert f'src="originals/contact-photos/{chosen.sha256}.jpg"' in overview


def test_everything_is_in_it_readable_and_provable(link: Link, family: Family, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    seen: list[ExportProgress] = []
    run(link, target, family.member_id, seen.append)
    assert {one.stage for one in seen} == set(ExportStage)
    assert export_check.faults_of(target) == []
    with zipfile.ZipFile(target) as archive:
        messages = json.loads(archive.read("data/messages.json"))
        movements = json.loads(archive.read("data/movements.json"))
        names = archive.namelist()
        assert len(messages) == COUNT
        assert (
            sum(one["kind"] == "capture" for one in movements) == COUNT + 1
        )  # without the answer, and two posts
        assert all(one["steps"] for one in messages)
        originals = [archive.read(name).decode() for name in names if name.startswith("originals/messages/")]
        assert sorted(originals) == sorted(one["text"] for one in messages)
        photos = [name for name in names if name.startswith("originals/photos/")]
        assert [hashlib.sha256(archive.read(name)).hexdigest() for name in photos] == [
            Path(name).stem for name in photos
        ]
        assert len(photos) == 3
        posts = json.loads(archive.read("data/posts.json"))
        theirs = json.loads(archive.read("data/contact-posts.json"))
        assert [(one["text"], one["has_photo"], one["hidden_at"] is None) for one in posts] == [
            (HIDDEN, False, False),
            ("Snow!", True, True),
        ]
        assert [(one["text"], one["is_hidden"]) for one in theirs] == [
            (f"Theirs, {HIDDEN}", True),
            ("We planted beans.", False),
        ]
        kept = [archive.read(name).decode() for name in names if name.startswith("originals/contact-posts/")]
        assert sorted(kept) == sorted(one["text"] for one in theirs)
        news = archive.read("news.html").decode()
        assert news.index("Theirs, not") < news.index("beans") < news.index("Snow!")
        assert news.count("hidden from your news") == 2
        assert posts[1]["photo"]["sha256"] in news
        page = archive.read("messages.html").decode()
        assert "words 102" in page
        assert f'src="originals/photos/{jpeg(12).sha256}.jpg" alt="The photo Mateo Rivera sent"' in page
        overview, money = (archive.read(name).decode() for name in ("index.html", "money.html"))
        assert "Photos" in overview
        histories = json.loads(archive.read("data/histories.json"))
        assert [step["kind"] for step in histories[family.contact_id]] == ["asked", "accepted"]
        assert "Mateo Rivera: what happened" in overview
        (payment,) = json.loads(archive.read("data/payments.json"))
        (refund,) = json.loads(archive.read("data/refunds.json"))
        assert (payment["amount_cents"], payment["state"]) == (1_500, "waiting")
        assert (refund["amount_cents"], refund["state"]) == (123, "asked")
        for words in ("$15.00", "$1.23", "Payments by card", "Asked to be paid out", "refund held"):
            assert words in money, words
    assert target.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("all")] == ["all.zip"]


def test_words_on_the_pages_stay_words(link: Link, family: Family, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    run(link, target, family.member_id)
    allowed = {
        "html", "head", "meta", "title", "style", "body", "p", "a", "h1", "h2", "article", "table", "tr", "td", "th",
        "img", "code",
    }  # fmt: skip

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert tag in allowed, tag
            assert not [name for name, _ in attrs if name.startswith("on")]

    with zipfile.ZipFile(target) as archive:
        pages = [name for name in archive.namelist() if name.endswith(".html")]
        assert len(pages) == 5
        for name in pages:
            Reader().feed(archive.read(name).decode())
        assert "&lt;script&gt;" in archive.read("messages.html").decode()


def test_after_a_cut_it_goes_on_and_asks_for_nothing_twice(
    live: LiveServer, link: Link, family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "all.zip"

    def cut(progress: ExportProgress) -> None:
        if progress.stage is ExportStage.PHOTOS:
            live.stop()

    with pytest.raises(Offline):
        run(link, target, family.member_id, cut)
    assert not target.exists()
    live.start()
    monkeypatch.setattr(MessagesApi, "page", None)  # to ask again would fail
    run(link, target, family.member_id)
    assert export_check.faults_of(target) == []
    with zipfile.ZipFile(target) as archive:
        assert len(json.loads(archive.read("data/messages.json"))) == COUNT


def test_stopping_keeps_what_was_fetched_and_another_account_begins_anew(
    link: Link, family: Family, tmp_path: Path
) -> None:
    target = tmp_path / "all.zip"
    seen: list[ExportProgress] = []
    with pytest.raises(Cancelled):
        run(link, target, family.member_id, seen.append, lambda: len(seen) < 4)
    assert ExportFile(target).begin(family.member_id)
    assert ExportFile(target).has("messages-000000") or ExportFile(target).has("contacts-000000")
    assert not ExportFile(target).begin("somebody else")
    assert not ExportFile(target).has("contacts-000000")


def test_a_photo_that_is_not_what_its_name_says_is_not_taken(
    link: Link, family: Family, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PhotosApi, "picture", lambda *_: b"another picture")
    with pytest.raises(ServerFault):
        run(link, tmp_path / "all.zip", family.member_id)


def test_a_folder_that_takes_nothing_is_said_so(link: Link, family: Family, tmp_path: Path) -> None:
    with pytest.raises(StorageFault):
        run(link, tmp_path / "no such folder" / "all.zip", family.member_id)


def test_the_check_names_what_was_changed_added_or_taken_away(
    link: Link, family: Family, tmp_path: Path
) -> None:
    target = tmp_path / "all.zip"
    run(link, target, family.member_id)
    files = read_whole(target)
    changed = rewritten(tmp_path / "changed.zip", {**files, "money.html": files["money.html"] + b" "})
    assert export_check.faults_of(changed) == ["money.html was changed."]
    added = rewritten(tmp_path / "added.zip", {**files, "more.html": b""})
    assert export_check.faults_of(added) == ["more.html was added."]
    taken = {name: content for name, content in files.items() if name != "news.html"}
    assert export_check.faults_of(rewritten(tmp_path / "taken.zip", taken)) == ["news.html is missing."]
    broken = tmp_path / "broken.zip"
    broken.write_bytes(target.read_bytes()[:-40])
    assert "can't be read" in export_check.faults_of(broken)[0]
    for at in range(100, target.stat().st_size, target.stat().st_size // 40):
        flipped = bytearray(target.read_bytes())
        flipped[at] ^= 0x55
        broken.write_bytes(flipped)
        # A date, an attribute, or a bit that only fills up the last byte of what is packed, is nobody's words.
        assert export_check.faults_of(broken) or read_whole(broken) == files, at


def test_both_commands_check_a_file(link: Link, family: Family, tmp_path: Path) -> None:
    target = tmp_path / "all.zip"
    run(link, target, family.member_id)
    with zipfile.ZipFile(target) as archive:
        archive.extract("verify.py", tmp_path)
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    for command in (["-I", str(tmp_path / "verify.py")], ["-m", "app", "verify-export"]):
        whole = subprocess.run(
            [sys.executable, *command, str(target)], capture_output=True, text=True, check=False, env=environ
        )
        assert (whole.returncode, whole.stdout) == (0, "Every file is there and as it was written.\n")
        wrong = subprocess.run(
            [sys.executable, *command, str(tmp_path / "verify.py")],
            capture_output=True,
            text=True,
            check=False,
            env=environ,
        )
        assert wrong.returncode == 1


def rewritten(path: Path, files: dict[str, bytes]) -> Path:
    """A ZIP with these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def read_whole(path: Path) -> dict[str, bytes]:
    """The files of a ZIP by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("name", "kind", "field", "page"),
    [("SharedPhoto", SharedPhoto, "photos", "photos.html"), ("Post", Post, "posts", "news.html")],
)
def test_a_changed_photo_that_was_accepted_goes_along_with_where_it_went(
    name: str, kind: type[SharedPhoto | Post], field: str, page: str
) -> None:
    """As it was delivered, beside the member's own; one that only is offered is nobody's yet."""
    samples = Path(__file__).parents[3] / "contract" / "samples" / "1.0"
    sent = msgspec.json.decode((samples / f"{name}.offered.json").read_bytes(), type=kind)
    assert sent.photo is not None
    own, part = sent.photo.sha256, sent.parts[1]
    assert part.offer is not None
    changed = part.offer.photo.sha256
    nothing = Everything(
        begun_at=utc_now(),
        account=msgspec.json.decode((samples / "Account.whole.json").read_bytes(), type=Account),
        devices=(),
        contacts=(),
        facilities=(),
        messages=(),
        posts=(),
        contact_posts=(),
        galleries=(),
        photos=(),
        profile_photos=ProfilePhotos(shown=None, newest=None),
        balance=Balance(available_cents=0, held_cents=0),
        movements=(),
        payments=(),
        refunds=(),
        histories={},
    )
    assert replace(nothing, **{field: (sent,)}).photo_names() == {own}
    accepted = replace(part, offer=replace(part.offer, outcome=OfferOutcome.ACCEPTED))
    whole = replace(nothing, **{field: (replace(sent, parts=(sent.parts[0], accepted)),)})
    assert whole.photo_names() == {own, changed}
    written = html_pages(whole)[page]
    assert written.count("<img") == 2
    assert "Changed as you accepted it, at Harbor Point Jail:" in written
