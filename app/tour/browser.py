"""A very small browser for the review page and the reader: pages, links, forms and cookies, without scripts."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urljoin, urlsplit

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT_S = 10.0
_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "area", "base", "col", "source"})


class PageFault(Exception):
    """A page answered something else than expected."""


@dataclass(slots=True)
class Form:
    """A form as it stands on the page: where it goes, its fields with their values, and its buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)
    """Name, value and label of each button that sends the form."""
    row: list[str] = field(default_factory=list)
    """Pieces of text of the table row or list item it stands in."""

    @property
    def row_text(self) -> str:
        """The words of its row, one space between them."""
        return " ".join(" ".join(self.row).split())


@dataclass(slots=True)
class Link:
    """A link and its words."""

    href: str
    text: str


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
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def open(self, address: str) -> Page:
        """The page at an address, absolute or below this one."""
        return self._read(urllib.request.Request(urljoin(self._base, address)))

    def submit(self, page: Page, form: Form, values: Mapping[str, str], button: str = "") -> Page:
        """Sends a form of a page with values put in; `button` names the button pressed by a part of its label."""
        filled = {**form.fields, **values}
        pressed = next((each for each in form.buttons if button and button in each[2]), None)
        if button and pressed is None:
            raise PageFault(f"no button “{button}” in the form {form.action}")
        if pressed is not None and pressed[0]:
            filled[pressed[0]] = pressed[1]
        request = urllib.request.Request(
            urljoin(page.url, form.action),
            data=urlencode(filled).encode(),
            headers={"Origin": self._origin, "Referer": page.url},
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
                words = _Reader(answer.read().decode("utf-8", "replace")).text
            raise PageFault(
                f"{request.get_method()} {request.full_url}: {answer.code} {words[:300]}"
            ) from None
        except OSError as reason:
            raise PageFault(f"{request.full_url}: {reason}") from reason
        reader = _Reader(body)
        return Page(url, reader.text, reader.links, reader.forms, reader.by_id)


class _Reader(HTMLParser):
    """Takes links, forms and words out of one page."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.forms: list[Form] = []
        self.by_id: dict[str, str] = {}
        self._words: list[str] = []
        self._form: Form | None = None
        self._link: Link | None = None
        self._area: str | None = None
        self._select: str | None = None
        self._button: tuple[str, str] | None = None
        self._label: list[str] = []
        self._row: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(body)
        self.close()

    @property
    def text(self) -> str:
        """The words of the page, one space between them."""
        return " ".join(" ".join(self._words).split())

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append((tag, has.get("id")))
        if tag in ("tr", "li"):
            self._row = []
        if tag == "form":
            self._form = Form(has.get("action", ""), has.get("method", "get"), row=self._row)
            self.forms.append(self._form)
        elif tag == "a" and "href" in has:
            self._link = Link(has["href"], "")
            self.links.append(self._link)
        elif tag == "button":
            self._button = (has.get("name", ""), has.get("value", ""))
            self._label = []
        elif self._form is not None:
            self._take_field(self._form, tag, has)

    def _take_field(self, form: Form, tag: str, has: dict[str, str]) -> None:
        name = has.get("name", "")
        if tag == "textarea" and name:
            self._area = name
            form.fields[name] = ""
        elif tag == "select" and name:
            self._select = name
            form.choices[name] = []
        elif tag == "option" and self._select is not None:
            form.choices[self._select].append((has.get("value", ""), ""))
            if "selected" in has or self._select not in form.fields:
                form.fields[self._select] = has.get("value", "")
        elif tag == "input" and name:
            self._take_input(form, name, has)

    def _take_input(self, form: Form, name: str, has: dict[str, str]) -> None:
        kind = has.get("type", "text")
        value = has.get("value", "")
        if kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append((value or "on", ""))
            if "checked" in has:
                form.fields[name] = value or "on"
        elif kind == "submit":
            form.buttons.append((name, value, value))
        else:
            form.fields[name] = value

    @override
    def handle_data(self, data: str) -> None:
        if any(tag in ("script", "style", "head") for tag, _ in self._open):
            return
        self._words.append(data)
        self._row.append(data)
        if self._link is not None:
            self._link.text += data
        if self._button is not None:
            self._label.append(data)
        if self._form is not None and self._area is not None:
            self._form.fields[self._area] += data
        if self._form is not None and self._select is not None and self._form.choices[self._select]:
            value, label = self._form.choices[self._select][-1]
            self._form.choices[self._select][-1] = (value, (label + data).strip())
        for _, name in self._open:
            if name is not None:
                self.by_id[name] = self.by_id.get(name, "") + data

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = None
        elif tag == "textarea":
            if self._form is not None and self._area is not None:
                # As in every browser, the line break that follows the tag is not part of the text.
                self._form.fields[self._area] = self._form.fields[self._area].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "button" and self._button is not None:
            if self._form is not None:
                self._form.buttons.append((*self._button, " ".join("".join(self._label).split())))
            self._button = None
        elif tag == "form":
            self._form = None
        while self._open and any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break
