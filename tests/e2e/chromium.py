"""Debian's Chromium for the tests of the pages: windows that note everything a page must never do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Error, Page, Request, sync_playwright

EXECUTABLE: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WCAG: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
LOOKS: Final = ("color-contrast", "target-size")
AXE: Final = Axe().axe_script
_FIND: Final = """
async (options) => (await axe.run(options)).violations.flatMap(
  (one) => one.nodes.map((node) => `${one.id}: ${node.html.slice(0, 200)}`)
)
"""
_COUNT_VIOLATIONS: Final = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.broken.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=EXECUTABLE, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Window:
    """One person's window at one server. `wrongs` is what its pages tried and must not."""

    page: Page
    origin: str
    wrongs: list[str] = field(default_factory=list)

    @classmethod
    def open(cls, browser: Browser, port: int, *, script: bool = True) -> Window:
        """A new window with cookies of its own."""
        context = browser.new_context(java_script_enabled=script, viewport={"width": 1280, "height": 800})
        context.set_default_timeout(20_000)
        page = context.new_page()
        window = cls(page, f"http://127.0.0.1:{port}")
        page.add_init_script(_COUNT_VIOLATIONS)
        page.on("dialog", window._note_dialog)
        page.on("pageerror", window._note_error)
        page.on("console", window._note)
        page.on("request", window._note_request)
        return window

    def go(self, path: str) -> Page:
        """The page at this path."""
        self.page.goto(self.origin + path)
        return self.page

    def close(self) -> None:
        """Closes it; what its pages tried must be nothing."""
        self.collect()
        self.page.context.close()
        assert self.wrongs == []

    def collect(self) -> None:
        """Takes over what the present page has noted; called before leaving it."""
        broken: Sequence[str] = self.page.evaluate("window.broken || []")
        self.wrongs += [f"against the policy: {one}" for one in broken]

    def faults(self, *, dark: bool = False, width: int = 1280, look_only: bool = False) -> list[str]:
        """What axe finds against WCAG 2.2 AA, and whether anything makes the page wider than the window.

        With `look_only`, only what depends on colours and sizes: the rest was looked at in other ones.
        """
        self.page.set_viewport_size({"width": width, "height": 800})
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        rules = {"type": "rule", "values": LOOKS} if look_only else {"type": "tag", "values": WCAG}
        found: list[str] = self.page.evaluate(_FIND, {"runOnly": rules, "resultTypes": ["violations"]})
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        return [*found, *([f"{wide} wide in {width}"] if wide > width else [])]

    def _note(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Not allowed to load" in message.text:
            self.wrongs.append(message.text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.origin}/") and urlsplit(request.url).scheme != "about":
            self.wrongs.append(f"asked for {request.url}")

    def _note_dialog(self, dialog: Dialog) -> None:
        self.wrongs.append(f"a dialog: {dialog.message}")
        dialog.dismiss()

    def _note_error(self, error: Error) -> None:
        self.wrongs.append(f"a script failed: {error}")
