"""What a reviewer and a resident do on their web pages, over plain HTTP as a browser without scripts would."""

from __future__ import annotations

from app.tour.browser import Browser, Page, PageFault


class ReviewDesk:
    """A reviewer of one facility."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self._browser = Browser(address)
        self._address = address
        page = self._browser.open(address)
        form = page.form("username", "password")
        self._browser.submit(page, form, {"username": username, "password": password})

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

    def reason(self, item: Page, words: str) -> str:
        """The code of the facility's reason whose title holds these words."""
        for code, title in item.form("decision").choices["reason"]:
            if words in title:
                return code
        raise PageFault(f"no reason “{words}” on {item.url}")

    def _decide(self, item: Page, values: dict[str, str]) -> None:
        after = self._browser.submit(item, item.form("decision"), values, "Decide")
        if after.url == item.url:
            raise PageFault(f"the decision was not taken: {after.text[:300]}")


class ResidentsReader:
    """A resident at the reader."""

    def __init__(self, address: str, booking_number: str, pin: str) -> None:
        self._browser = Browser(address)
        page = self._browser.open(address)
        self._inbox = self._browser.submit(
            page, page.form("booking_number", "pin"), {"booking_number": booking_number, "pin": pin}
        )

    def conversation(self, name: str) -> Page:
        """The conversation with a member of the family; new messages are closed in it."""
        return self._browser.open(self._inbox.link(name).href)

    def open(self, conversation: Page) -> Page:
        """Opens the new message of a conversation."""
        return self._browser.submit(conversation, conversation.form(action="/open"), {}, "Open")

    def answer(self, conversation: Page, words: str) -> Page:
        """Sends an answer, which waits for approval as everything does."""
        return self._browser.submit(conversation, conversation.form("text"), {"text": words}, "Send")
