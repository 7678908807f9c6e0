"""The Photos tab: all galleries, one gallery, or an invitation; asks for names and before anything is deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import GettingOutError, PictureFault, PictureFaultKind
from app.domain.gallery import RECEIVED
from app.domain.photos import PhotoPurpose
from app.domain.values import Connection
from app.viewmodels.app import AppViewModel
from app.views import gallery_words
from app.views.edited_notice import EditedNotice
from app.views.fault_words import fault_words
from app.views.galleries_page import GalleriesPage
from app.views.gallery_asking import GalleryAsking
from app.views.gallery_page import GalleryPage
from app.views.picture_drops import PictureDrops
from app.views.picture_words import picture_fault_words
from app.widgets.empty_state import EmptyState
from app.widgets.loading import Loading
from app.widgets.notice import NoticeCard
from app.widgets.tokens import current_theme
from app.widgets.upload_strip import UploadStrip

if TYPE_CHECKING:
    from app.views.file_picker import PickedPicture
    from app.views.sheet_door import SheetDoor

LOADING, EMPTY, GALLERIES, GALLERY = range(4)


class PhotosView(QWidget):
    """Wires the pages to the view model; a photo's way in is `SharePath`'s, behind the door of the sheets."""

    add_funds_requested = Signal(int)

    def __init__(self, app: AppViewModel, door: SheetDoor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("photos_view")
        self._app = app
        self._door = door
        self._model = app.photos
        self._galleries = GalleriesPage(self._model, self)
        self._gallery = GalleryPage(self._model, self)
        self._asking = GalleryAsking(self._model, door, self)
        self._strip = UploadStrip(self)
        self._fault = NoticeCard(self)
        self._fault.setObjectName("photos_fault")
        self._fault.hide()
        self._prepare = app.prepare_photos
        self._sought: str | None = None
        self._left = NoticeCard(self)
        self._left.setObjectName("photos_left")
        self._left.action.setObjectName("photos_go_on")
        self._left.hide()
        self._edited = EditedNotice(app.edit_keeping, PhotoPurpose.SHARE, "photos", self)
        self._empty = EmptyState(
            "photos",
            self.tr("Share your first photo"),
            self.tr(
                "Take one with your camera, or bring some from this computer. Nothing is charged before a photo is"
                " approved."
            ),
            self,
            action=self.tr("Take New Photo"),
            action_icon="camera",
            link=self.tr("Upload New Photo"),
        )
        self._empty.action.setObjectName("empty_take")
        self._empty.link.setObjectName("empty_upload")
        self._pages = QStackedWidget(self)
        for page in (
            Loading(self.tr("Loading your photos…"), self),
            self._empty,
            self._galleries,
            self._gallery,
        ):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        theme = current_theme()
        self._notices = QVBoxLayout()
        self._notices.setSpacing(theme.space("s"))
        for notice in (self._fault, self._edited, self._left):
            self._notices.addWidget(notice)
        column.addLayout(self._notices)
        column.addWidget(self._pages, 1)
        self._drops = PictureDrops(self, door.picker, takes_several=True)
        self._connect()
        self._show()
        self._prepare.load()
        app.edit_keeping.load()
        self._make_room()

    def show_received(self, key: str) -> None:
        """The photo of this answer, among those that came with answers."""
        self._sought = key
        if self._model.gallery_id == RECEIVED:
            self._go_to_sought()
        else:
            self._model.open_gallery(RECEIVED)

    def take_focus(self) -> None:
        """Where the keyboard goes when the tab is shown."""
        page = self._pages.currentIndex()
        if page == GALLERY:
            self._gallery.take_focus()
        elif page == GALLERIES:
            self._galleries.take_focus()
        elif page == EMPTY:
            self._empty.action.setFocus()

    def _connect(self) -> None:
        app, model, door = self._app, self._model, self._door
        galleries, gallery, asking = self._galleries, self._gallery, self._asking
        for page in (galleries, gallery):
            page.take_requested.connect(self._on_take_requested)
            page.upload_requested.connect(self._on_upload_requested)
        self._empty.action_requested.connect(self._on_take_requested)
        self._empty.link_requested.connect(self._on_upload_requested)
        galleries.gallery_opened.connect(self._on_gallery_opened)
        galleries.new_gallery_requested.connect(asking.ask_new_gallery)
        galleries.rename_requested.connect(asking.ask_gallery_name)
        galleries.delete_requested.connect(asking.ask_deleting_gallery)
        gallery.left.connect(self._on_gallery_left)
        gallery.rename_gallery_requested.connect(asking.ask_gallery_name)
        gallery.delete_gallery_requested.connect(asking.ask_deleting_gallery)
        gallery.rename_requested.connect(asking.ask_title)
        gallery.move_requested.connect(asking.ask_moving)
        gallery.delete_requested.connect(asking.ask_deleting)
        gallery.view_requested.connect(self._on_view_requested)
        gallery.share_requested.connect(self._on_share_requested)
        gallery.mend_requested.connect(self._on_mend_requested)
        gallery.appeal_requested.connect(door.show_appeal_of)
        gallery.offer_requested.connect(door.show_offer)
        gallery.add_funds_requested.connect(self.add_funds_requested)
        self._strip.cancel_requested.connect(asking.ask_cancelling)
        model.galleries_changed.connect(self._show)
        model.gallery_changed.connect(self._on_model_gallery_changed)
        model.loading_changed.connect(self._show)
        model.photos_changed.connect(self._go_to_sought)
        model.uploads_changed.connect(self._show_uploads)
        model.failed.connect(self._on_model_failed)
        self._drops.files_given.connect(self._on_drops_files_given)
        self._drops.picked.connect(self._on_drops_picked)
        self._drops.failed.connect(self._on_drops_failed)
        app.connection_changed.connect(self._on_app_connection_changed)
        self._left.action_requested.connect(self._on_left_action_requested)
        self._prepare.changed.connect(self._show_left)
        self._edited.action_requested.connect(self._on_edited_action_requested)
        self._edited.shown_changed.connect(self._make_room)
        self._edited.lost.connect(self._on_edited_lost)
        self._door.sheet_closed.connect(self._show_left)

    def _show(self, _what: object = None) -> None:
        """The page that fits what is known."""
        model = self._model
        if model.gallery_id is not None:
            page = GALLERY
        elif model.galleries:
            page = GALLERIES
        else:
            page = LOADING if model.is_loading else EMPTY
        if page != self._pages.currentIndex():
            self._pages.setCurrentIndex(page)
        self._show_uploads()

    def _show_left(self) -> None:
        """What was prepared and is not shared yet, while nobody works on it."""
        count = len(self._prepare.items)
        self._set_shown(self._left, count > 0)
        if count:
            words = gallery_words.left_words(count, is_kept=self._prepare.is_kept)
            lead = gallery_words.left_lead(count)
            self._left.show_notice("info", words, lead=lead, action=self.tr("Go On"))

    def _set_shown(self, notice: NoticeCard, is_shown: bool) -> None:
        notice.setVisible(is_shown)
        self._make_room()

    def _make_room(self) -> None:
        """Around the notices, only while there is one: an empty layout would keep its margins."""
        theme = current_theme()
        side = theme.space("xl")
        notices = (self._fault, self._edited, self._left)
        above = theme.space("l") if not all(each.isHidden() for each in notices) else 0
        self._notices.setContentsMargins(side, above, side, 0)

    def _show_uploads(self) -> None:
        standing = self._model.uploads
        is_online = self._model.is_online
        words = gallery_words.uploads_words(standing, is_online=is_online) if standing.total else ""
        page = self._gallery if self._model.gallery_id is not None else self._galleries
        page.strip_place.addWidget(self._strip)
        self._strip.show_uploads(words, standing.share if is_online else None)

    def _on_gallery_opened(self, gallery_id: str) -> None:
        self._model.open_gallery(gallery_id)

    def _go_to_sought(self) -> None:
        """As soon as it is there."""
        sought = self._sought
        if sought is not None and self._model.photo(sought) is not None:
            self._sought = None
            self._gallery.show_photos()
            self._gallery.go_to(sought)

    def _on_gallery_left(self) -> None:
        self._model.close_gallery()

    def _on_model_gallery_changed(self) -> None:
        self._set_shown(self._fault, False)
        self._gallery.forget_choice()
        self._gallery.show_gallery()
        self._gallery.show_photos()
        self._show()
        if self._model.gallery_id is None:
            self._galleries.want_pictures()
        if self._door.sheet is None and self.isVisible():
            self.take_focus()

    def _on_view_requested(self, key: str) -> None:
        from app.views.sheets.view_photo import ViewPhotoSheet

        gallery = self._gallery
        sheet = ViewPhotoSheet(self._model, key, gallery.step, gallery.place_words, self.window())
        sheet.photo_shown.connect(gallery.go_to)
        sheet.closed.connect(gallery.want_pictures)
        self._door.show_cover(sheet)

    def _on_left_action_requested(self) -> None:
        self._door.sharing.go_on()

    def _on_edited_lost(self) -> None:
        self._on_drops_failed(PictureFault(PictureFaultKind.DAMAGED))

    def _on_edited_action_requested(self) -> None:
        self._door.sharing.go_on_editing()

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self._fault.show_notice("bad", fault_words(fault))
        self._set_shown(self._fault, True)

    def _on_take_requested(self) -> None:
        self._door.sharing.take()

    def _on_upload_requested(self) -> None:
        self._door.sharing.upload()

    def _on_share_requested(self, key: str) -> None:
        self._door.sharing.share_further(key)

    def _on_mend_requested(self, key: str) -> None:
        self._door.sharing.mend(key)

    def _on_drops_files_given(self, paths: tuple[str, ...]) -> None:
        self._door.sharing.bring(paths)

    def _on_drops_picked(self, picture: PickedPicture) -> None:
        self._door.sharing.bring_picture(picture)

    def _on_drops_failed(self, fault: GettingOutError) -> None:
        words = picture_fault_words(fault) if isinstance(fault, PictureFault) else fault_words(fault)
        self._fault.show_notice("wait", words, icon="alert")
        self._set_shown(self._fault, True)

    def _on_app_connection_changed(self, connection: Connection) -> None:
        """What the server refused may be tried again; a picture that can't be used stays one."""
        if connection is Connection.ONLINE and self._fault.kind == "bad":
            self._set_shown(self._fault, False)
        self._gallery.show_photos()
        self._show_uploads()
