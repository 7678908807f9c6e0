"""A browser without script for the tests of the pages: keeps cookies, follows redirects, fills real forms in."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from typing_extensions import override

WAIT_S = 20.0
INLINE = {"a", "abbr", "b", "bdi", "mark", "span", "time", "svg", "path", "circle", "rect"}
"""Tags that do not part words."""


@dataclass
class PageForm:
    """One form of a page with what stands in its fields."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Tag:
    """One tag and its attributes."""

    name: str
    attributes: Mapping[str, str]


class Page(HTMLParser):
    """An answer: status, headers, the words one reads, its forms and its tags."""

    def __init__(self, status: int, headers: list[tuple[str, str]], body: str, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.cookies = [value for name, value in headers if name.lower() == "set-cookie"]
        self.body = body
        self.path = path
        self.forms: list[PageForm] = []
        self.tags: list[Tag] = []
        self._words: list[str] = []
        self._form: PageForm | None = None
        self._filled: str | None = None
        self._select: str | None = None
        self._first = False
        self.feed(body)
        self.close()

    @property
    def words(self) -> str:
        """Everything one reads, also in fields."""
        return " ".join("".join(self._words).split())

    @property
    def exact(self) -> str:
        """The same with its white-space as it is."""
        return "".join(self._words)

    def form(self, action: str) -> PageForm:
        """The form whose action ends so."""
        found = [form for form in self.forms if form.action.partition("?")[0].endswith(action)]
        assert found, f"no form …{action} on {self.path}: {self.words[:400]}"
        return found[0]

    def links(self, ending: str) -> list[str]:
        """Where links lead whose address ends so."""
        return [
            tag.attributes["href"]
            for tag in self.tags
            if tag.name == "a" and tag.attributes.get("href", "").endswith(ending)
        ]

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(Tag(tag, found))
        self._first = False
        if tag not in INLINE:
            self._words.append("\n")
        if tag == "form":
            self._form = PageForm(found["action"])
            self.forms.append(self._form)
        elif self._form is not None and "name" in found:
            if tag == "textarea":
                self._filled = found["name"]
                self._form.fields[self._filled] = ""
                self._first = True
            elif tag == "select":
                self._select = found["name"]
                self._form.fields[self._select] = ""
            elif tag == "input" and (found.get("type") != "radio" or "checked" in found):
                self._form.fields[found["name"]] = found.get("value", "")
        elif tag == "option" and self._form is not None and self._select and "selected" in found:
            self._form.fields[self._select] = found["value"]

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._filled = None
        elif tag == "select":
            self._select = None

    @override
    def handle_data(self, data: str) -> None:
        if self._first and data.startswith("\n"):
            data = data[1:]  # as browsers do, right after <textarea>
        self._first = False
        self._words.append(data)
        if self._filled is not None and self._form is not None:
            self._form.fields[self._filled] += data


class Browser:
    """One person's browser at one server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.jar: dict[str, str] = {}
        self.page = Page(0, [], "", "")

    def get(self, path: str) -> Page:
        """A page, after all redirects."""
        return self._follow(self._ask("GET", path, None, {}))

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        headers: Mapping[str, str] | None = None,
        follow: bool = True,
    ) -> Page:
        """Sends fields as a form."""
        body = urlencode(fields).encode()
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.origin, **(headers or {})}
        answer = self._ask("POST", path, body, sent)
        return self._follow(answer) if follow else answer

    def submit(self, to: str, /, **fields: str) -> Page:
        """Fills in and sends the form of the present page whose action ends so."""
        form = self.page.form(to)
        return self.post(form.action, {**form.fields, **fields})

    @property
    def origin(self) -> str:
        """What this server's own pages name as their origin."""
        return f"http://127.0.0.1:{self.port}"

    def raw(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Page:
        """A request as it is, with this browser's cookies."""
        return self._ask(method, path, body, headers)

    def _follow(self, page: Page) -> Page:
        for _ in range(5):
            if page.status != 303:
                self.page = page
                return page
            page = self._ask("GET", page.headers["location"], None, {})
        raise AssertionError("redirects without end")

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Page:
        parts = urlsplit(path)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        sent = dict(headers)
        if self.jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT_S)
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            page = Page(answer.status, answer.getheaders(), answer.read().decode(), path)
        finally:
            connection.close()
        for line in page.cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.jar.pop(name, None)
                else:
                    self.jar[name] = morsel.value
        return page


def is_harmless(page: Page) -> bool:
    """Whether the page has nothing but our own tags: no script, no handler, no address that is not ours."""
    for tag in page.tags:
        if tag.name in ("script", "iframe", "object", "embed", "base", "style") or "style" in tag.attributes:
            return False
        if any(name.startswith("on") for name in tag.attributes):
            return False
        for name in ("href", "src", "action"):
            address = tag.attributes.get(name, "/")
            if not address.startswith(("/", "#")) or address.startswith("//"):
                return False
    return True
