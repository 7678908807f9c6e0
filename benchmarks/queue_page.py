"""A page of the review queue with 10,000 things that wait, against the same page with 100."""

from __future__ import annotations

import re
import secrets
import statistics
import time
import uuid
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import insert

from benchmarks._report import report
from contract.accounts import Registration
from contract.facilities import Feature, Prices
from server.app import build_app
from server.config import CHEAP, Settings
from server.services.bundle import Services, build_services
from server.services.codes import code_at
from server.services.facilities import NewFacility
from server.services.submissions import digest
from server.store.tables import submissions
from server.store.work import Actor

FEW, MANY = 100, 10_000
LOOKS = 60
OPERATOR = Actor("operator", "")
SECRET = "BENCHBENCHBENCHBENCHBENCHBENCHBE"
PASSWORD = "a long word for the bench"


def main() -> None:
    """Measure both on the same database, first with few, then filled up."""
    with TemporaryDirectory(prefix="gettingout-bench-") as folder:
        services = build_services(Settings(Path(folder), db_key=secrets.token_bytes(32), argon2=CHEAP))
        desk = _Desk(services)
        with TestClient(build_app(services.settings, services)) as client:  # which closes the services
            desk.sign_in(client)
            desk.fill(FEW)
            few = desk.seconds_per_page(client)
            desk.fill(MANY - FEW)
            many = desk.seconds_per_page(client)
    report("queue page, 10,000 to 100", many / few, "x", "<= 1.3", many / few <= 1.3)
    report("queue page with 10,000", many * 1_000, "ms", "told, not promised", True)


class _Desk:
    """A facility, one member of it, a reviewer, and what the queue's page asks for."""

    def __init__(self, services: Services) -> None:
        self._services = services
        prices = Prices(message_cents=0, photo_cents=0, status_cents=0, profile_photo_cents=0)
        new = NewFacility("F", "C", "R", "America/Denver", (Feature.MESSAGES,), prices=prices)
        self._facility_id = services.facilities.add(new, OPERATOR)
        self._resident_id = services.residents.add(self._facility_id, "Linh", "1", "2468", OPERATOR)
        account = Registration(name="Elena", email="elena@example.org", password=PASSWORD)
        self._member_id = services.accounts.register(account).account.id
        services.staff.add("ruth", "Ruth", "reviewer", PASSWORD, self._facility_id, code_secret=SECRET)

    def fill(self, count: int) -> None:
        """So many more messages that wait."""
        text = "We all say hello, and the porch light works again."
        with self._services.store.write() as work:
            rows = [
                {
                    "id": str(uuid.uuid4()),
                    "number": work.next_number(),
                    "kind": "message",
                    "member_id": self._member_id,
                    "resident_id": self._resident_id,
                    "facility_id": self._facility_id,
                    "text": text,
                    "characters": len(text),
                    "sha256": digest(text),
                    "version": 1,
                    "state": "pending",
                    "sequence": work.next_sequence(),
                    "price_cents": 0,
                    "held_cents": 0,
                    "paid_cents": 0,
                    "created_at": work.now,
                    "expected_by": work.now,
                    "promise_at": work.now + timedelta(hours=48),
                }
                for _ in range(count)
            ]
            work.connection.execute(insert(submissions), rows)

    def seconds_per_page(self, client: TestClient[Litestar]) -> float:
        """The median over many looks."""
        times = []
        for look in range(LOOKS + 5):
            start = time.perf_counter()
            page = client.get("/review")
            if look >= 5:  # the first ones fill caches
                times.append(time.perf_counter() - start)
            if "Who reads" not in page.text:
                raise SystemExit("the queue was not shown")
        return statistics.median(times)

    def sign_in(self, client: TestClient[Litestar]) -> None:
        """As the reviewer, by the form."""
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', client.get("/review/sign-in").text)
        code = code_at(SECRET, self._services.store.clock())
        fields = {"username": "ruth", "password": PASSWORD, "code": code, "csrf": token[1] if token else ""}
        client.post("/review/sign-in", data=fields)


if __name__ == "__main__":
    main()
