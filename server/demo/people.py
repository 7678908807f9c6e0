"""The people of the demo world, how they sign in, and the voucher codes that can be paid in there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from contract import routes
from contract.vouchers import check_sign, grouped

REVIEW_PASSWORD: Final = "demo-review-2026"
PIN: Final = "2468"

CEDAR_RIDGE: Final = "Cedar Ridge Correctional Center"
HARBOR_POINT: Final = "Harbor Point Facility"
LAKEVIEW: Final = "Lakeview County Jail"


@dataclass(frozen=True)
class Member:
    """A family member and their password."""

    name: str
    email: str
    password: str
    time_zone: str = "America/Denver"


@dataclass(frozen=True)
class Staff:
    """Somebody of the staff; `facility` is empty for whoever may look into all."""

    username: str
    name: str
    role: str
    facility: str
    code_secret: str


@dataclass(frozen=True)
class Resident:
    """Somebody at a facility, with the booking number for the reader."""

    name: str
    facility: str
    booking_number: str


@dataclass(frozen=True)
class Voucher:
    """A code and what it is worth."""

    body: str
    amount_cents: int

    @property
    def code(self) -> str:
        """As printed."""
        return grouped(self.body + check_sign(self.body))


ELENA: Final = Member("Elena Rivera", "elena.rivera@example.org", "demo-elena-2026")
KWAME: Final = Member("Kwame Mensah", "kwame.mensah@example.org", "demo-kwame-2026", "America/Los_Angeles")
ROSA: Final = Member("Rosa Delgado", "rosa.delgado@example.org", "demo-rosa-2026")
MEMBERS: Final = (ELENA, KWAME, ROSA)

RUTH: Final = Staff("ruth", "Ruth Adeyemi", "reviewer", CEDAR_RIDGE, "RUTHDEMORUTHDEMORUTHDEMORUTHDEMO")
OMAR: Final = Staff("omar", "Omar Nasser", "reviewer", HARBOR_POINT, "OMARDEMOOMARDEMOOMARDEMOOMARDEMO")
GRACE: Final = Staff("grace", "Grace Lindqvist", "manager", "", "GRACEDEMOGRACEDEMOGRACEDEMOGRACE")
TOMOKO: Final = Staff(
    "tomoko", "Tomoko Nakamura", "reviewer", CEDAR_RIDGE, "TOMOKODEMOTOMOKODEMOTOMOKODEMOTO"
)
INES: Final = Staff("ines", "Inês Duarte", "auditor", "", "INESDEMOINESDEMOINESDEMOINESDEMO")
STAFF: Final = (RUTH, OMAR, GRACE, TOMOKO, INES)
"""Two read at Cedar Ridge, so that an appeal there finds somebody else."""

MATEO: Final = Resident("Mateo Rivera", CEDAR_RIDGE, "004217")
CHIDI: Final = Resident("Chidi Okafor", CEDAR_RIDGE, "003865")
DANIEL: Final = Resident("Daniel Kowalski", CEDAR_RIDGE, "004390")
SAMIRA: Final = Resident("Samira Haddad", CEDAR_RIDGE, "004551")
TOMAS: Final = Resident("Tomás Delgado", CEDAR_RIDGE, "004608")
LINH: Final = Resident("Linh Trần", HARBOR_POINT, "HP-1093")
ISAAC: Final = Resident("Isaac Begay", HARBOR_POINT, "HP-1127")
YUSUF: Final = Resident("Yusuf Demir", LAKEVIEW, "0718")
NOAH: Final = Resident("Noah Whitfield", CEDAR_RIDGE, "004733")
"""Nobody is connected with him yet: somebody to find and to ask."""

RESIDENTS: Final = (MATEO, CHIDI, DANIEL, SAMIRA, TOMAS, LINH, ISAAC, YUSUF, NOAH)

VOUCHERS: Final = (
    Voucher("DEMQTENAAAA", 1_000),
    Voucher("DEMQTWENTY2", 2_000),
    Voucher("DEMQFVE5555", 500),
)
"""Not paid in yet."""

PAID_IN: Final = {
    ELENA: (Voucher("HSTRYAAAAA2", 2_000), Voucher("HSTRYDDDDD5", 75)),
    KWAME: (Voucher("HSTRYBBBBB3", 1_000),),
    ROSA: (Voucher("HSTRYCCCCC4", 100),),
}
"""Paid in within the history."""


def facts() -> dict[str, object]:
    """Everything one needs to walk around in the demo world; the paths are below the server's address."""
    return {
        "member": {"name": ELENA.name, "email": ELENA.email, "password": ELENA.password},
        "members": [{"name": one.name, "email": one.email, "password": one.password} for one in MEMBERS],
        "review_path": routes.REVIEW,
        "codes_path": f"{routes.REVIEW}/codes",
        "staff": [
            {
                "name": f"{one.name}, {one.role}, {one.facility or 'all facilities'}",
                "username": one.username,
                "password": REVIEW_PASSWORD,
                "code_secret": one.code_secret,
            }
            for one in STAFF
        ],
        "reader_path": routes.READER,
        "residents": [
            {
                "name": f"{one.name}, {one.facility}",
                "booking_number": one.booking_number,
                "pin": PIN,
            }
            for one in RESIDENTS
        ],
        "vouchers": [
            {"amount": f"${one.amount_cents // 100}", "amount_cents": one.amount_cents, "code": one.code}
            for one in VOUCHERS
        ],
    }
