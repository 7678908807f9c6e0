"""A very small browser for the review page and the reader: pages, links, forms and cookies, without scripts."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from app.tour.page_reader import Form, Link, PageReader

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT_S = 10.0
BOUNDARY = "-----------------------------gettingout-tour"
"""Stands between the parts of a form with files; nothing that is sent holds it."""


class PageFault(Exception):
    """A page answered something else than expected."""


@dataclass(slots=True)
class Page:
    """What a page shows: its address, its words, its links and forms."""

    url: str
    text: str
    links: list[Link]
    forms: list[Form]
    spans: dict[str, str]
    """Texts of the elements that have an id."""

    def link(self, words: str) -> Link:
        """The first link whose words contain these."""
        for link in self.links:
            if words in link.text:
                return link
        raise PageFault(f"no link “{words}” on {self.url}")

    def form(self, *names: str, action: str = "", row: str = "") -> Form:
        """The first form that has all these fields, whose action contains `action` and whose row contains `row`."""
        for form in self.forms:
            known = form.fields.keys() | form.choices.keys() | {name for name, _, _ in form.buttons}
            if all(name in known for name in names) and action in form.action and row in form.row_text:
                return form
        raise PageFault(f"no form with {', '.join(names) or action} on {self.url}")


class Browser:
    """Keeps cookies between pages of one address, like one window of a real browser."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._base = base_url
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self._jar)
        )

    @property
    def cookies(self) -> tuple[tuple[str, str], ...]:
        """Names and values, for another window of the same person."""
        return tuple((cookie.name, cookie.value or "") for cookie in self._jar)

    def open(self, address: str) -> Page:
        """The page at an address, absolute or below this one."""
        return self._read(urllib.request.Request(urljoin(self._base, address)))

    def submit(
        self,
        page: Page,
        form: Form,
        values: Mapping[str, str],
        button: str = "",
        files: Mapping[str, tuple[str, bytes]] | None = None,
    ) -> Page:
        """Sends a form of a page with values put in; `button` names the button pressed by a part of its label.

        `files` are chosen files by the name of their field, each with its own name and its bytes.
        """
        filled = {**form.fields, **values}
        pressed = next((each for each in form.buttons if button and button in each[2]), None)
        if button and pressed is None:
            raise PageFault(f"no button “{button}” in the form {form.action}")
        if pressed is not None and pressed[0]:
            filled[pressed[0]] = pressed[1]
        headers = {"Origin": self._origin, "Referer": page.url}
        data = urlencode(filled).encode()
        if files:
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
            data = _multipart({name: value for name, value in filled.items() if name not in files}, files)
        request = urllib.request.Request(
            urljoin(page.url, form.action),
            data=data,
            headers=headers,
            method=form.method.upper(),
        )
        return self._read(request)

    def _read(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as answer:
                body = answer.read().decode()
                url = answer.geturl()
        except urllib.error.HTTPError as answer:
            with answer:
                words = PageReader(answer.read().decode("utf-8", "replace")).text
            raise PageFault(
                f"{request.get_method()} {request.full_url}: {answer.code} {words[:300]}"
            ) from None
        except OSError as reason:
            raise PageFault(f"{request.full_url}: {reason}") from reason
        reader = PageReader(body)
        return Page(url, reader.text, reader.links, reader.forms, reader.by_id)


def _multipart(fields: Mapping[str, str], files: Mapping[str, tuple[str, bytes]]) -> bytes:
    """A form with files as a browser sends it."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, (file_name, data) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{file_name}"'
        parts.append(f"--{BOUNDARY}\r\n{head}\r\nContent-Type: image/jpeg\r\n\r\n".encode() + data + b"\r\n")
    return b"".join((*parts, f"--{BOUNDARY}--\r\n".encode()))
