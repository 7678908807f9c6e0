"""What happens to a member's own things that they must hear of: not approved, or waiting for their answer."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec


class OwnNewsKind(Enum):
    """What happened, the most pressing first."""

    PHOTO_OFFERED = "photo_offered"
    MESSAGE_REFUSED = "message_refused"
    PHOTO_REFUSED = "photo_refused"
    POST_REFUSED = "post_refused"


class OwnNews(msgspec.Struct, frozen=True):
    """One such thing; `until` is the last moment for an answer, where one is asked for."""

    kind: OwnNewsKind
    until: datetime | None = None
