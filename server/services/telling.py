"""Which decisions a member hears of by mail: what was not approved, and what waits for their answer."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from server.services import mails
from server.services.mails import News
from server.services.submissions import Kind, Submission
from server.store.tables import contacts
from server.store.work import Work

_REFUSED: Final = {
    Kind.MESSAGE: News.MESSAGE_REFUSED,
    Kind.PROFILE_PHOTO: News.PHOTO_REFUSED,
    Kind.PHOTO: News.PHOTO_REFUSED,
    Kind.POST: News.POST_REFUSED,
}
"""An answer and a resident's post are not the member's own: that they were not approved is not told."""


def refused(work: Work, found: Submission) -> None:
    """It was not approved, and not because its member said so. Messages to a muted contact are as silent as answers."""
    news = _REFUSED.get(found.kind)
    if news is not None and not (found.kind is Kind.MESSAGE and _is_muted(work, found.between)):
        mails.tell_news(work, found.member_id, news)


def offered(work: Work, found: Submission) -> None:
    """A changed photo waits for an answer: a photo is for several people, so no single one of them silences it."""
    mails.tell_news(work, found.member_id, News.OFFERED)


def _is_muted(work: Work, contact_id: str) -> bool:
    muted_at = select(contacts.c.muted_at).where(contacts.c.id == contact_id)
    return work.connection.execute(muted_at).scalar_one() is not None
