"""Reads a web page as a person without scripts does: its words, links and forms."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Mapping

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "area", "base", "col", "source"})
_INLINE = frozenset({"a", "abbr", "b", "bdi", "mark", "span", "time", "svg", "path", "circle", "rect"})
"""Tags that do not part words."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag and its attributes."""

    name: str
    attributes: Mapping[str, str]


@dataclass(slots=True)
class Form:
    """A form as it stands on the page: where it goes, its fields with their values, and its buttons."""

    action: str
    method: str
    name: str = ""
    """Its id, by which fields that stand elsewhere belong to it."""
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


class PageReader(HTMLParser):
    """Links, forms, tags and words of one page."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[Link] = []
        self.forms: list[Form] = []
        self.tags: list[Tag] = []
        self.by_id: dict[str, str] = {}
        self._elsewhere: dict[str, dict[str, str]] = {}
        self._words: list[str] = []
        self._form: Form | None = None
        self._link: Link | None = None
        self._area: str | None = None
        self._begins_area = False
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
        return " ".join(self.exact.split())

    @property
    def exact(self) -> str:
        """The same with its white-space as it is."""
        return "".join(self._words)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.tags.append(Tag(tag, has))
        self._begins_area = False
        if tag not in _INLINE:
            self._words.append("\n")
        if tag not in _VOID:
            self._open.append((tag, has.get("id")))
        if tag in ("tr", "li"):
            self._row = []
        if tag == "form":
            self._form = Form(
                has.get("action", ""), has.get("method", "get"), has.get("id", ""), row=self._row
            )
            self._form.fields.update(self._elsewhere.pop(self._form.name, {}))
            self.forms.append(self._form)
        elif tag == "a" and "href" in has:
            self._link = Link(has["href"], "")
            self.links.append(self._link)
        elif tag == "button":
            self._button = (has.get("name", ""), has.get("value", ""))
            self._label = []
        elif tag == "input" and has.get("form"):
            self._take_field_of(has["form"], has)
        elif self._form is not None:
            self._take_field(self._form, tag, has)

    def _take_field_of(self, form: str, has: dict[str, str]) -> None:
        """A field outside its form, which may stand further down."""
        if has.get("type") in ("radio", "checkbox") and "checked" not in has:
            return
        known = next((each.fields for each in self.forms if each.name == form), None)
        fields = self._elsewhere.setdefault(form, {}) if known is None else known
        fields[has.get("name", "")] = has.get("value", "on")

    def _take_field(self, form: Form, tag: str, has: dict[str, str]) -> None:
        name = has.get("name", "")
        if tag == "textarea" and name:
            self._area = name
            self._begins_area = True
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
        if self._begins_area:
            data = data.removeprefix("\n")  # as in every browser, right after the tag
            self._begins_area = False
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
