"""A photo in an answer, over real HTTP: chosen at the reader, judged in the console, every odd file told in words."""

from __future__ import annotations

import http.client

import pytest

from contract.facilities import Feature
from contract.limits import PHOTO_BYTES
from contract.messages import Direction, State
from tests.e2e.browser import Browser, Page, is_harmless
from tests.e2e.people import at_reader, at_review
from tests.unit.server.live import Live
from tests.unit.server.pictures import jpeg
from tests.unit.server.world import Pair

BOUNDARY = "------------------------part"


@pytest.fixture
def pair(live: Live) -> Pair:
    features = (Feature.MESSAGES, Feature.REPLIES, Feature.REPLY_PHOTOS)
    return live.world.pair(facility_id=live.world.facility(features=features))


@pytest.fixture
def linh(live: Live, pair: Pair) -> Browser:
    browser = at_reader(live, pair)
    browser.get(f"/reader/conversations/{pair.contact_id}")
    return browser


def send(browser: Browser, text: str, photo: bytes, name: str = "me.jpg") -> Page:
    """The form of the present page as a browser sends it with a file."""
    form = browser.page.form("/replies")
    parts = b""
    for field, value in {**form.fields, "text": text}.items():
        if field != "photo":
            parts += (
                f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
            )
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\n'
    parts += head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + photo + b"\r\n"
    parts += f"--{BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Origin": browser.origin}
    page = browser.raw("POST", form.action, parts, headers)
    return browser.get(page.headers["location"]) if page.status == 303 else page


def fetch(browser: Browser, path: str) -> tuple[int, bytes]:
    """The bytes behind an <img>, with this browser's cookies."""
    connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=20)
    try:
        cookies = "; ".join(f"{name}={value}" for name, value in browser.jar.items())
        connection.request("GET", path, headers={"Cookie": cookies})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def images(page: Page) -> list[str]:
    """Where the page's pictures come from."""
    return [
        tag.attributes["src"] for tag in page.tags if tag.name == "img" and "/photo" in tag.attributes["src"]
    ]


def test_a_photo_goes_with_the_words_and_is_judged_with_them(live: Live, pair: Pair, linh: Browser) -> None:
    assert "One JPEG of at most 3 MB and 2048 pixels" in linh.page.words
    page = send(linh, "Me in the yard", jpeg(1, (640, 480)))
    assert "Sent. The facility reads it first" in page.words
    assert is_harmless(page)
    (own,) = images(page)
    assert fetch(linh, own)[0] == 200
    ruth = at_review(live, pair.resident.resident.facility_id)
    page = ruth.get("/review")
    page = ruth.submit("/claim")
    assert "Me in the yard" in page.words
    assert "The photo of this answer. One decision is for both" in page.words
    (shown,) = images(page)
    status, seen = fetch(ruth, shown)
    assert status == 200
    ruth.submit("/decision", decision="approve", action="decide")
    (message,) = live.world.services.messages.page(pair.member_id).items
    assert (message.direction, message.state) == (Direction.RECEIVED, State.DELIVERED)
    assert message.photo is not None
    assert live.world.services.objects.get(message.photo.sha256) == seen


@pytest.mark.parametrize(
    ("photo", "words"),
    [
        (b"GIF89a no photo at all", "could not be read as a photo"),
        (jpeg(1)[:900], "damaged or incomplete"),
        (jpeg(1, (2100, 8)), "too many pixels: 2048"),
        (jpeg(1) + b"\0" * PHOTO_BYTES, "too large: 3 MB is the most"),
    ],
    ids=["gif", "cut", "wide", "large"],
)
def test_what_can_not_be_taken_is_told_and_the_words_stay(
    live: Live, pair: Pair, linh: Browser, photo: bytes, words: str
) -> None:
    page = send(linh, "Kiss everybody.", photo)
    assert page.status == 422
    assert words in page.words
    assert "Kiss everybody." in page.exact
    assert live.world.services.review.queue(live.world.reviewer()) == ()


def test_without_a_file_the_words_go_alone(live: Live, pair: Pair, linh: Browser) -> None:
    assert "Sent." in send(linh, "Only words", b"", "").words
    (item,) = live.world.services.review.queue(live.world.reviewer())
    assert item.picture_sha256 is None


def test_a_form_from_elsewhere_brings_no_file_in(live: Live, pair: Pair, linh: Browser) -> None:
    action = linh.page.form("/replies").action
    body = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="text"\r\n\r\nhi\r\n--{BOUNDARY}--\r\n'.encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Origin": linh.origin}
    assert linh.raw("POST", action, body, headers).status == 403
    broken = {**headers, "Content-Type": "multipart/form-data"}
    assert linh.raw("POST", action, body, broken).status == 400
    elsewhere = f"/reader/conversations/{pair.contact_id}/block"
    assert linh.raw("POST", elsewhere, body, headers).status == 400
    assert live.world.services.review.queue(live.world.reviewer()) == ()
