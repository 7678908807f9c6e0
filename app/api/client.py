"""All parts of the typed client over one transport."""

from __future__ import annotations

from app.api.accounts import AccountsApi
from app.api.appeals import AppealsApi
from app.api.contacts import ContactsApi
from app.api.events import EventsApi
from app.api.facilities import FacilitiesApi
from app.api.galleries import GalleriesApi
from app.api.messages import MessagesApi
from app.api.money import MoneyApi
from app.api.payments import PaymentsApi
from app.api.photos import PhotosApi
from app.api.posts import PostsApi
from app.api.server import ServerApi
from app.api.transport import Transport


class Api:
    """What the server offers, by noun. Every method blocks and raises only what `domain.errors` names."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.server = ServerApi(transport)
        self.accounts = AccountsApi(transport)
        self.contacts = ContactsApi(transport)
        self.facilities = FacilitiesApi(transport)
        self.messages = MessagesApi(transport)
        self.appeals = AppealsApi(transport)
        self.money = MoneyApi(transport)
        self.payments = PaymentsApi(transport)
        self.photos = PhotosApi(transport)
        self.posts = PostsApi(transport)
        self.galleries = GalleriesApi(transport)
        self.events = EventsApi(transport)

    def close(self) -> None:
        """End every call and stream that still runs; each raises Offline."""
        self.transport.close()
