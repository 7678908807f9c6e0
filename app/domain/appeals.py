"""What can be appealed, and what a member reads before asking for the second look."""

from __future__ import annotations

import msgspec


class AppealWish(msgspec.Struct, frozen=True):
    """A message, or (`is_photo`, `is_post`) a photo or a post at one facility, that was not approved.

    With `is_profile` the photo is the profile photo.

    `key` is its own, `reason` why it was not approved, as the member read it; asking holds `price_cents` anew.
    `name` is the contact's, "" where it is for several.
    """

    key: str
    submission_id: str
    facility_name: str
    reason: str
    price_cents: int
    promise_hours: int | None = None
    name: str = ""
    is_photo: bool = False
    is_post: bool = False
    is_profile: bool = False
