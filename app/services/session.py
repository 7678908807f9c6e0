"""One signed-in member: what they keep on this computer, and every use case on top of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.domain.values import AccountInfo, Change, StorageMode
from app.services.at_need import Whole, at_need
from app.services.contacts import ContactsService
from app.services.link import Link
from app.services.stores import Stores
from app.storage.profile import LastAccount

if TYPE_CHECKING:
    from app.services.account import AccountService
    from app.services.appeals import AppealsService
    from app.services.contact_photos import ContactPhotosService
    from app.services.drafts import DraftsService
    from app.services.edits import EditsService
    from app.services.export import ExportService
    from app.services.galleries import GalleriesService
    from app.services.keeping import KeepingService
    from app.services.messages import MessagesService
    from app.services.money import MoneyService
    from app.services.offers import OffersService
    from app.services.outbox import OutboxService
    from app.services.payments import PaymentsService
    from app.services.photo_outbox import PhotoOutbox
    from app.services.post_outbox import PostOutbox
    from app.services.posts import PostsService
    from app.services.profile_photo import ProfilePhotoService
    from app.services.share_outbox import ShareOutbox
    from app.services.sharing import SharingService
    from app.services.sync import SyncService, TellConnection
    from contract.messages import Message, NewMessage

Tell = Callable[[Change], None]


class OpenSession(Whole):
    """The services of one account, over one set of stores and the way to the server.

    `tell` is called on whatever lane a change comes from. What the kept conversations need is there at once; the rest
    is loaded when it is first asked for.
    """

    def __init__(
        self,
        identity: LastAccount,
        info: AccountInfo,
        mode: StorageMode,
        stores: Stores,
        link: Link,
        tell: Tell,
    ) -> None:
        super().__init__()
        self.identity = identity
        self.info = info
        self.mode = mode
        self.stores = stores
        self.contacts = ContactsService(link, stores)
        self._link = link
        self._tell = tell

    @at_need
    def messages(self) -> MessagesService:
        """Conversations: reading, writing, taking back."""
        from app.services.messages import MessagesService

        return MessagesService(self._link, self.stores, self._now)

    @at_need
    def outbox(self) -> OutboxService:
        """Sends the messages that wait."""
        from app.services.outbox import OutboxService

        return OutboxService(self._send, self.stores.outbox, self._tell)

    @at_need
    def drafts(self) -> DraftsService:
        """Keeps words that are being written."""
        from app.services.drafts import DraftsService

        return DraftsService(self.stores)

    @at_need
    def edits(self) -> EditsService:
        """Keeps the photo that is being edited."""
        from app.services.edits import EditsService

        return EditsService(self.stores)

    @at_need
    def contact_photos(self) -> ContactPhotosService:
        """Photos that stand for contacts on this computer."""
        from app.services.contact_photos import ContactPhotosService

        return ContactPhotosService(self.stores)

    @at_need
    def appeals(self) -> AppealsService:
        """Asking for a second look."""
        from app.services.appeals import AppealsService

        return AppealsService(self._link, self.stores, self.messages, self.galleries)

    @at_need
    def offers(self) -> OffersService:
        """Answers changed photos that are offered."""
        from app.services.offers import OffersService

        return OffersService(self._link, self.stores, self.galleries)

    @at_need
    def money(self) -> MoneyService:
        """Balance, movements, vouchers."""
        from app.services.money import MoneyService

        return MoneyService(self._link, self.stores, self.messages)

    @at_need
    def payments(self) -> PaymentsService:
        """Cards, what is on hold, being paid out."""
        from app.services.payments import PaymentsService

        return PaymentsService(self._link, self.stores)

    @at_need
    def account(self) -> AccountService:
        """Devices and password."""
        from app.services.account import AccountService

        return AccountService(self._link, self.stores)

    @at_need
    def export(self) -> ExportService:
        """Everything of the account as one file."""
        from app.services.export import ExportService

        return ExportService(self._link, self._now, self.stores.contact_photos.all)

    @at_need
    def keeping(self) -> KeepingService:
        """What this computer keeps."""
        from app.services.keeping import KeepingService

        return KeepingService(self.stores, self.mode)

    @at_need
    def photo_outbox(self) -> PhotoOutbox:
        """Sends the profile photo that waits."""
        from app.services.photo_outbox import PhotoOutbox

        return PhotoOutbox(lambda: self._link.api.photos, self.stores.photos, self._tell)

    @at_need
    def profile_photo(self) -> ProfilePhotoService:
        """The profile photo and its journey."""
        from app.services.profile_photo import ProfilePhotoService

        return ProfilePhotoService(self._link, self.stores, self.photo_outbox, self._now)

    @at_need
    def share_outbox(self) -> ShareOutbox:
        """Sends the photos that are to be shared."""
        from app.services.share_outbox import ShareOutbox
        from app.services.share_wire import LinkedShares

        shares = LinkedShares(self._link)
        return ShareOutbox(lambda: shares, self.stores.shares, self.stores.galleries, self._tell)

    @at_need
    def galleries(self) -> GalleriesService:
        """Galleries and the photos in them."""
        from app.services.galleries import GalleriesService

        return GalleriesService(self._link, self.stores, self.share_outbox, self._now)

    @at_need
    def sharing(self) -> SharingService:
        """Sharing a photo: with whom, and for how much."""
        from app.services.sharing import SharingService

        return SharingService(self._link, self.stores, self.share_outbox, self._now)

    @at_need
    def post_outbox(self) -> PostOutbox:
        """Sends the posts that wait."""
        from app.services.post_outbox import PostOutbox
        from app.services.post_wire import LinkedPosts

        wire = LinkedPosts(self._link)
        return PostOutbox(wire, self.stores.posts, self.stores.post_photos, self._tell)

    @at_need
    def posts(self) -> PostsService:
        """Posts and their journeys."""
        from app.services.posts import PostsService

        return PostsService(self._link, self.stores, self.post_outbox, self._now)

    def new_sync(self, tell_connection: TellConnection) -> SyncService:
        """What follows the server's events; a fresh one for each run of the thread "events"."""
        from app.services.sync import SyncService

        return SyncService(
            self._link, self.stores, self.messages, self.galleries, self._tell, tell_connection
        )

    def _now(self) -> datetime:
        return datetime.now(UTC) + self._link.clock_offset

    def _send(self, local_id: str, message: NewMessage) -> Message:
        return self._link.api.messages.send(local_id, message)
