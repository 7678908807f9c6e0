"""The states of the USA by the two letters of their post: people write the one, facilities the other."""

from __future__ import annotations

from typing import Final

_LINES: Final = """
AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas
KY Kentucky|LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi
MO Missouri|MT Montana|NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York
NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|PR Puerto Rico
RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia
WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming
"""
STATES: Final = dict(one.split(" ", 1) for one in _LINES.strip().replace("\n", "|").split("|"))
_LETTERS: Final = {name.casefold(): letters for letters, name in STATES.items()}


def other_name(region: str) -> str:
    """Texas for TX, and TX for Texas; empty for what is no state."""
    return STATES.get(region.upper(), _LETTERS.get(region.casefold(), ""))
