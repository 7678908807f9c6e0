"""Word lists of facilities, and the places in submissions that they hold for attention."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table, Text, TypedColumns

from server.store.tables.base import METADATA
from server.store.types import Moment, Packed


class WordListColumns(TypedColumns):
    """Words of one facility with the number of the rule they are about; an ended list stays for what it held."""

    id = Column(Text, primary_key=True)
    facility_id = Column(Text, ForeignKey("facilities.id"), nullable=False)
    name: Column[str]
    rule: Column[str | None] = Column(Text, nullable=True)
    words: Column[tuple[str, ...]] = Column(Packed(tuple[str, ...]), nullable=False)
    changed_at: Column[datetime] = Column(Moment, nullable=False)
    ended_at: Column[datetime | None] = Column(Moment, nullable=True)


class WordHitColumns(TypedColumns):
    """A place in a submission's text, in code points with `end` excluded, where a word of a list stands."""

    submission_id = Column(Text, ForeignKey("submissions.id"), primary_key=True)
    list_id = Column(Text, ForeignKey("word_lists.id"), primary_key=True)
    start: Column[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    end: Column[int] = Column(BigInteger, nullable=False)


word_lists = Table("word_lists", METADATA, WordListColumns, Index("ix_word_lists_facility_id", "facility_id"))
word_hits = Table(
    "word_hits", METADATA, WordHitColumns, Index("ix_word_hits_list_id", "list_id", "submission_id")
)
