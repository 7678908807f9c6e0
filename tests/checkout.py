"""The test provider's checkout page as a browser uses it: by plain HTTP, with cookies and its forms' token."""

from __future__ import annotations

from http.cookiejar import CookieJar
from re import search
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

GOOD, DECLINED, ASKS, LATE, DISPUTED = (
    "4242 4242 4242 4242",
    "4000 0000 0000 0002",
    "4000 0027 6000 3184",
    "4000 0000 0000 0077",
    "4000 0000 0000 0259",
)


class Browser:
    """A browser with cookies and nothing else."""

    def __init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.page = ""

    def get(self, url: str) -> str:
        """The page at an address."""
        with self._opener.open(url) as answer:
            self.page = answer.read().decode()
        return self.page

    def send(self, url: str, **fields: str) -> str:
        """A form of the page that was read last, and the page it leads to."""
        token = search(r'name="csrf" value="(\w+)"', self.page)
        assert token is not None, self.page
        body = urlencode({"csrf": token[1], **fields}).encode()
        with self._opener.open(Request(url, body)) as answer:
            self.page = answer.read().decode()
        return self.page


def type_card(url: str, card: str) -> Browser:
    """Opens a checkout and types a card."""
    browser = Browser()
    browser.get(url)
    browser.send(f"{url}/card", card=card)
    return browser
