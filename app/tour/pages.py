"""What a reviewer and a resident do on their web pages, over plain HTTP as a browser without scripts would."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Final

from pyotp import TOTP

from app.tour.browser import Browser, Page, PageFault

CODE_S: Final = 30
"""How long one code is shown."""


class ReviewDesk:
    """A reviewer of one facility."""

    def __init__(self, address: str, username: str, password: str, code_secret: str) -> None:
        self._browser = Browser(address)
        self._address = address
        self._sign_in({"username": username, "password": password}, code_secret)

    @property
    def cookies(self) -> tuple[tuple[str, str], ...]:
        """What their browser is known by."""
        return self._browser.cookies

    def look_at(self, address: str) -> Page:
        """A page of theirs."""
        return self._browser.open(address)

    def waiting(self) -> str:
        """The words of the queue."""
        return self._browser.open(self._address).text

    def read(self, words: str) -> Page:
        """Takes the item whose row holds these words out of the queue and shows it."""
        queue = self._browser.open(self._address)
        return self._browser.submit(queue, queue.form(action="claim", row=words), {}, "Read")

    def approve(self, item: Page) -> None:
        """Approves what is shown."""
        self._decide(item, {"decision": "approve"})

    def refuse(self, item: Page, reason: str, mark: str, note: str) -> None:
        """Does not approve what is shown, with a reason of the facility, a part marked, and a sentence."""
        self._decide(item, {"decision": "refuse", "reason": reason, "mark": mark, "note": note})

    def refuse_photo(self, item: Page, reason: str, marked: tuple[tuple[int, int], ...], note: str) -> None:
        """Does not approve the picture that is shown, and ticks boxes (row, column) of the grid over it."""
        ticked = {f"cell-{row}-{column}": "1" for row, column in marked}
        self._decide(item, {"decision": "refuse", "reason": reason, "note": note, **ticked})

    def offer(self, item: Page, reason: str, covered: tuple[tuple[int, int], ...], note: str) -> None:
        """Offers the photo with parts of it covered: looks at the changed one first, as the page wants it."""
        ticked = {f"cell-{row}-{column}": "1" for row, column in covered}
        change = {"decision": "offer", "reason": reason, "note": note, **ticked}
        self._decide(self._browser.submit(item, item.form("decision"), change, "Show first"), change)

    def reason(self, item: Page, words: str) -> str:
        """The code of the facility's reason whose title holds these words."""
        for code, title in item.form("decision").choices["reason"]:
            if words in title:
                return code
        raise PageFault(f"no reason “{words}” on {item.url}")

    def _sign_in(self, values: dict[str, str], code_secret: str) -> None:
        """Each code opens once, so somebody who signed in just now takes the next one; three are good at a time."""
        codes, now = TOTP(code_secret), int(time.time())
        for seconds in (-CODE_S, 0, CODE_S):
            page = self._browser.open(self._address)
            form = page.form("username", "password", "code")
            with suppress(PageFault):
                self._browser.submit(page, form, {**values, "code": codes.at(now + seconds)})
                return
        raise PageFault(f"{values['username']} could not sign in")

    def _decide(self, item: Page, values: dict[str, str]) -> None:
        after = self._browser.submit(item, item.form("decision"), values, "Decide")
        if after.url == item.url:
            raise PageFault(f"the decision was not taken: {after.text[:300]}")


class ResidentsReader:
    """A resident at the reader."""

    def __init__(self, address: str, booking_number: str, pin: str) -> None:
        self._browser = Browser(address)
        self._address = address
        page = self._browser.open(address)
        self._inbox = self._browser.submit(
            page, page.form("booking_number", "pin"), {"booking_number": booking_number, "pin": pin}
        )

    @property
    def cookies(self) -> tuple[tuple[str, str], ...]:
        """What their browser is known by."""
        return self._browser.cookies

    def look_at(self, address: str) -> Page:
        """A page of theirs."""
        return self._browser.open(address)

    def conversation(self, name: str) -> Page:
        """The conversation with a member of the family; new messages are closed in it."""
        return self._browser.open(self._inbox.link(name).href)

    def open(self, conversation: Page) -> Page:
        """Opens the new message of a conversation."""
        return self._browser.submit(conversation, conversation.form(action="/open"), {}, "Open")

    def open_photo(self) -> Page:
        """Opens the newest photo that waits, and gives the page that shows it."""
        photos = self._browser.open(f"{self._address}/pictures")
        return self._browser.submit(photos, photos.form(action="/open"), {}, "Open")

    def answer(self, conversation: Page, words: str, photo: bytes = b"") -> Page:
        """Sends an answer, with a JPEG if there is one; it waits for approval as everything does."""
        form, files = conversation.form("text"), {"photo": ("photo.jpg", photo)} if photo else {}
        return self._browser.submit(conversation, form, {"text": words}, "Send", files)

    def open_news(self) -> Page:
        """Opens the newest post of their people."""
        news = self._browser.open(self._inbox.link("News").href)
        return self._browser.submit(news, news.form(action="/open"), {}, "Open")

    def post_news(self, words: str) -> Page:
        """Posts for everybody they are connected with."""
        news = self._browser.open(self._inbox.link("News").href)
        return self._browser.submit(news, news.form("text"), {"text": words}, "Post")

    def accept(self) -> Page:
        """Says yes to whoever asks first to be connected."""
        return self._browser.submit(self._inbox, self._inbox.form(action="/accept"), {}, "Accept")
