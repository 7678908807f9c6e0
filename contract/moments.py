"""A point in time on the wire: RFC 3339 with its offset; a time without one is refused, for it could mean any hour."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
