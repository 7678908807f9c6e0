"""A browser without script for the tests of the pages: keeps cookies, follows redirects, fills real forms in."""

from __future__ import annotations

import http.client
import re
from collections.abc import Mapping
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from app.tour.page_reader import Form, PageReader

WAIT_S = 20.0


class Page(PageReader):
    """An answer: status, headers, the words one reads, its forms and its tags."""

    def __init__(self, status: int, headers: list[tuple[str, str]], body: str, path: str) -> None:
        super().__init__(body)
        self.status = status
        self.headers = {name.lower(): value for name, value in headers}
        self.cookies = [value for name, value in headers if name.lower() == "set-cookie"]
        self.body = body
        self.path = path

    @property
    def words(self) -> str:
        """Everything one reads, also in fields."""
        return self.text

    def form(self, action: str) -> Form:
        """The form whose action ends so."""
        found = [form for form in self.forms if form.action.partition("?")[0].endswith(action)]
        assert found, f"no form …{action} on {self.path}: {self.words[:400]}"
        return found[0]

    def links_to(self, ending: str) -> list[str]:
        """Where links lead whose address ends so."""
        return [link.href for link in self.links if link.href.endswith(ending)]


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
            page = Page(answer.status, answer.getheaders(), answer.read().decode(errors="replace"), path)
        finally:
            connection.close()
        for line in page.cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.jar.pop(name, None)
                else:
                    self.jar[name] = morsel.value
        return page


OUR_SCRIPT = re.compile(r"/assets/(console|reader)\.js\?v=[0-9a-f]{12}")


def is_harmless(page: Page) -> bool:
    """Whether the page has nothing but our own tags: only our scripts, no handler, no foreign address."""
    for tag in page.tags:
        if tag.name == "script" and OUR_SCRIPT.fullmatch(tag.attributes.get("src", "")):
            continue
        if tag.name in ("script", "iframe", "object", "embed", "base", "style") or "style" in tag.attributes:
            return False
        if any(name.startswith("on") for name in tag.attributes):
            return False
        for name in ("href", "src", "action"):
            address = tag.attributes.get(name, "/")
            if not address.startswith(("/", "#")) or address.startswith("//"):
                return False
    return True
