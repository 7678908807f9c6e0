"""The demo's page of mails, where a code lies that went to an address of the tour."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.tour.browser import Browser

if TYPE_CHECKING:
    from app.viewmodels.app import AppViewModel

_CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")


def code_in_mail(app: AppViewModel, address: str) -> str:
    """The newest code there, if something went to this address; or nothing."""
    from contract.routes import DEMO_MAIL

    page = Browser(f"{app.server_address}").open(f"{app.server_address}{DEMO_MAIL}")
    found = _CODE.search(page.text)
    return found[0] if found is not None and address in page.text else ""
