"""The grid of tiles: columns that fill the width, keys that walk, what is in view, and pictures let go of again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from app.domain.gallery import GalleryCard, GalleryPhoto, PictureSize
from app.domain.values import StepKind
from app.viewmodels.tiles_model import TilesModel
from app.widgets.gallery_tile import GalleryTiles
from app.widgets.journey_words import step_words
from app.widgets.photo_marks import gallery_mark, photo_mark, spoken_gallery, spoken_photo
from app.widgets.photo_tile import PhotoTiles
from app.widgets.text_block import elided, one_line
from app.widgets.theme import ThemeController
from app.widgets.tile_delegate import TileDelegate
from app.widgets.tile_grid import TileGrid
from app.widgets.tile_pictures import TilePictures, all_corners
from app.widgets.tokens import current_theme
from tests.views.sample_photos import KINDS, NOW, SamplePhotos, photo, picture

NO_KEYS = Qt.KeyboardModifier.NoModifier
AROUND = 60
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Wall:
    """A grid with so many photos, on the screen."""

    def __init__(self, qtbot: QtBot, count: int) -> None:
        self.qtbot = qtbot
        self.photos = SamplePhotos()
        self.model: TilesModel[GalleryPhoto] = TilesModel(lambda each: each.key, spoken_photo)
        self.model.apply([photo(number, KINDS[number % len(KINDS)]) for number in range(count)])
        delegate = PhotoTiles(lambda key: self.photos.picture(key, PictureSize.TILE), self.photos.progress)
        self.grid = TileGrid(delegate, "Photos")
        qtbot.addWidget(self.grid)
        self.grid.setModel(self.model)
        self.grid.resize(1000, 700)
        self.grid.show()
        self.grid.activateWindow()
        self.grid.setFocus()
        qtbot.waitUntil(lambda: bool(self.grid.in_view) or not count)

    @property
    def chosen(self) -> list[str]:
        return [each.key for each in self.grid.selected if isinstance(each, GalleryPhoto)]

    @property
    def at(self) -> str:
        now = self.grid.current
        assert isinstance(now, GalleryPhoto)
        return now.key

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        QTest.keyClick(self.grid, key, keys)


@pytest.fixture
def wall(qtbot: QtBot, look: ThemeController) -> Wall:
    return Wall(qtbot, 5000)


@pytest.mark.parametrize("width", [240, 420, 704, 1000, 1277, 1920])
def test_tiles_fill_the_width_and_none_is_cut(wall: Wall, width: int) -> None:
    wall.grid.resize(width, 700)
    QApplication.processEvents()
    grid, columns = wall.grid, wall.grid.columns
    rects = [grid.visualRect(wall.model.index(row)) for row in range(columns + 1)]
    assert len({rect.top() for rect in rects[:columns]}) == 1
    assert rects[columns].top() > rects[0].top()
    assert rects[columns - 1].right() <= grid.viewport().width()
    assert grid.viewport().width() - rects[columns - 1].right() <= columns + 1
    assert grid.horizontalScrollBar().maximum() == 0


def test_arrows_walk_end_goes_to_the_last_and_enter_opens(wall: Wall) -> None:
    opened: list[object] = []
    wall.grid.opened.connect(opened.append)
    columns = wall.grid.columns
    assert wall.at == "p0"
    wall.press(Qt.Key.Key_Right)
    wall.press(Qt.Key.Key_Down)
    assert wall.at == f"p{columns + 1}"
    assert wall.chosen == [wall.at]
    wall.press(Qt.Key.Key_End)
    assert wall.at == "p4999"
    assert wall.grid.viewport().rect().intersects(wall.grid.visualRect(wall.model.index(4999)))
    wall.press(Qt.Key.Key_Home)
    wall.press(Qt.Key.Key_Return)
    assert [each.key for each in opened if isinstance(each, GalleryPhoto)] == ["p0"]


def test_shift_and_control_choose_several(wall: Wall) -> None:
    wall.grid.go_to(0)
    wall.press(Qt.Key.Key_Right, SHIFT)
    wall.press(Qt.Key.Key_Right, SHIFT)
    assert wall.chosen == ["p0", "p1", "p2"]
    wall.press(Qt.Key.Key_A, CONTROL)
    assert len(wall.chosen) == 5000


def test_while_picking_each_click_picks_one_more(wall: Wall) -> None:
    wall.grid.set_picking(True)
    for row in (1, 3, 1, 4):
        spot = wall.grid.visualRect(wall.model.index(row)).center()
        QTest.mouseClick(wall.grid.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, spot)
    assert wall.chosen == ["p3", "p4"]


def test_a_click_beside_the_tiles_chooses_nothing(wall: Wall) -> None:
    wall.grid.go_to(2)
    QTest.mouseClick(wall.grid.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, QPoint(2, 2))
    assert wall.chosen == []


def test_delete_and_f2_are_told(wall: Wall) -> None:
    told: list[object] = []
    wall.grid.key_pressed.connect(told.append)
    wall.press(Qt.Key.Key_Delete)
    wall.press(Qt.Key.Key_F2)
    assert told == [Qt.Key.Key_Delete, Qt.Key.Key_F2]


def test_only_what_is_in_view_and_a_row_beyond_is_wanted(wall: Wall) -> None:
    grid = wall.grid
    rows = grid.viewport().height() // grid.gridSize().height() + 3
    assert len(grid.in_view) <= rows * grid.columns
    first = grid.in_view
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    wall.qtbot.waitUntil(lambda: grid.in_view != first)
    assert grid.in_view[-1] == wall.model.rows[-1]
    assert len(grid.in_view) <= rows * grid.columns


def test_pixmaps_of_thousands_of_photos_stay_within_their_bounds(wall: Wall) -> None:
    grid = wall.grid
    bar = grid.verticalScrollBar()
    pictures = grid.itemDelegate().pictures  # type: ignore[attr-defined]
    for value in range(0, bar.maximum(), bar.maximum() // 40):
        bar.setValue(value)
        grid.grab()
    assert 0 < pictures.bytes_kept <= 32 * 1024 * 1024


def test_the_least_lately_seen_picture_is_let_go_of(qtbot: QtBot, look: ThemeController) -> None:
    kept = TilePictures(most_bytes=3 * 100 * 75 * 4)
    images = [picture(str(number)) for number in range(4)]
    first = [kept.pixmap(image, QSize(100, 75), 1.0, all_corners(8)) for image in images[:3]]
    assert kept.pixmap(images[0], QSize(100, 75), 1.0, all_corners(8)).cacheKey() == first[0].cacheKey()
    kept.pixmap(images[3], QSize(100, 75), 1.0, all_corners(8))
    assert kept.pixmap(images[0], QSize(100, 75), 1.0, all_corners(8)).cacheKey() == first[0].cacheKey()
    assert kept.pixmap(images[1], QSize(100, 75), 1.0, all_corners(8)).cacheKey() != first[1].cacheKey()


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_tile_picture_has_the_screens_pixels_and_round_corners(
    qtbot: QtBot, look: ThemeController, ratio: float
) -> None:
    pixmap = TilePictures().pixmap(picture("a"), QSize(120, 90), ratio, all_corners(8))
    image = pixmap.toImage()
    assert (image.width(), image.height()) == (120 * ratio, 90 * ratio)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(image.width() // 2, 0).alpha() == 255


def test_a_photo_that_is_sent_shows_how_far_it_is(qtbot: QtBot, look: ThemeController) -> None:
    wall = Wall(qtbot, 1)
    before = wall.grid.grab().toImage()
    wall.photos.shares["p0"] = 0.64
    wall.model.touch("p0")
    after = wall.grid.grab().toImage()
    assert before != after
    accent = look.theme.colour("accent")
    tile = wall.grid.visualRect(wall.model.index(0))
    column = tile.left() + tile.width() // 3
    found = {after.pixelColor(column, y).name() for y in range(tile.top(), tile.bottom())}
    assert QColor(accent).name() in found


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (None, "Only you"),
        (StepKind.PENDING, "Waiting · since 13:02"),
        (StepKind.IN_REVIEW, "Being looked at now"),
        (StepKind.REFUSED, "Not approved"),
        (StepKind.OPENED, "Opened"),
        (StepKind.QUEUED, "Kept here, next in line"),
    ],
)
def test_each_state_has_its_words(look: ThemeController, kind: StepKind | None, words: str) -> None:
    mark = photo_mark(photo(0, kind), now=NOW)
    assert mark is not None
    assert mark.words == words
    assert words.partition(" · ")[0] in spoken_photo(photo(0, kind))


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (GalleryCard("g", "Lake", 17, kind=StepKind.DELIVERED, kind_count=17), "All delivered"),
        (GalleryCard("g", "Lake", 17, kind=StepKind.PENDING, kind_count=2), "2 waiting for approval"),
        (GalleryCard("g", "Lake", 17, kind=StepKind.REFUSED, kind_count=1), "1 not approved"),
        (GalleryCard("g", "Lake", 5), "Only you, not shared yet"),
        (GalleryCard("g", "Lake", 0), "Nothing in it yet"),
    ],
)
def test_a_gallery_says_the_worst_of_what_is_in_it(
    look: ThemeController, card: GalleryCard, words: str
) -> None:
    assert gallery_mark(card).words == words
    assert spoken_gallery(card).startswith("Lake, ")


@pytest.mark.parametrize("count", [0, 1, 2, 3])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_gallery_is_painted_with_any_number_of_covers(
    qtbot: QtBot, look: ThemeController, count: int, mirrored: bool
) -> None:
    photos = SamplePhotos()
    grid = TileGrid(GalleryTiles(lambda key: photos.picture(key, PictureSize.TILE)), "Galleries")
    qtbot.addWidget(grid)
    model: TilesModel[GalleryCard] = TilesModel(lambda card: card.gallery_id, spoken_gallery)
    model.apply(
        [GalleryCard("g", "Lake", count, tuple(f"p{n}" for n in range(count))), GalleryCard("", "New", 0)]
    )
    grid.setModel(model)
    grid.setLayoutDirection(Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight)
    grid.resize(700, 400)
    grid.show()
    image = grid.grab().toImage()
    assert not image.isNull()


SIZES = [(scale, dark) for scale in (1.0, 1.25, 1.5, 2.0) for dark in (False, True)]


def painted(delegate: TileDelegate, value: object) -> QImage:
    """One tile, as narrow as a grid makes it, with white all around."""
    width = delegate.least_width
    image = QImage(width + 2 * AROUND, delegate.height_for(width) + 2 * AROUND, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tile = QRect(AROUND, AROUND, width, delegate.height_for(width))
    delegate.paint_tile(painter, tile, QStyleOptionViewItem(), value, current_theme())
    painter.end()
    return image


def has_nothing_around(image: QImage) -> bool:
    """Whether the white around a tile is untouched."""
    inner = QRect(AROUND, AROUND, image.width() - 2 * AROUND, image.height() - 2 * AROUND)
    white = QColor(Qt.GlobalColor.white)
    return all(
        image.pixelColor(x, y) == white
        for y in range(image.height())
        for x in range(0, image.width(), 1 if not inner.top() <= y <= inner.bottom() else image.width() - 1)
    )


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a tile says only in part."""
    found: list[str] = []

    def heard(text: str, metrics: QFontMetrics, width: int) -> str:
        shown = elided(text, metrics, width)
        if shown != one_line(text):
            found.append(f"{text} → {shown}")
        return shown

    for name in ("gallery_tile", "photo_tile", "tile_delegate"):
        monkeypatch.setattr(f"app.widgets.{name}.elided", heard)
    return found


@pytest.mark.parametrize(("scale", "dark"), SIZES)
def test_every_state_of_a_gallery_is_said_whole_within_its_tile(
    look: ThemeController, cut: list[str], scale: float, dark: bool
) -> None:
    look.choose("dark" if dark else "light")
    look.set_text_scale(scale)
    delegate = GalleryTiles(lambda key: picture(key))
    states = [None, *StepKind]
    cards = [GalleryCard("g", "Lake", 128, ("a", "b"), kind=kind, kind_count=128) for kind in states]
    for card in (*cards, GalleryCard("g", "Lake", 0), GalleryCard("g", "Lake", 3, is_received=True)):
        assert has_nothing_around(painted(delegate, card)), gallery_mark(card).words
    assert cut == []


@pytest.mark.parametrize("is_online", [True, False])
@pytest.mark.parametrize(("scale", "dark"), SIZES)
def test_every_state_of_a_photo_is_said_whole_within_its_tile(
    look: ThemeController, cut: list[str], scale: float, dark: bool, is_online: bool
) -> None:
    look.choose("dark" if dark else "light")
    look.set_text_scale(scale)
    delegate = PhotoTiles(lambda key: picture(key), lambda _key: None)
    delegate.is_online, delegate.now = is_online, NOW
    for number, kind in enumerate([None, *StepKind]):
        assert has_nothing_around(painted(delegate, photo(number, kind))), kind
    assert cut == []


def test_words_that_have_no_room_in_a_tile_are_found(
    look: ThemeController, cut: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    look.set_text_scale(2.0)
    delegate = PhotoTiles(lambda key: picture(key), lambda _key: None)
    image = QImage(200, 150, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    words = "Being looked at by several people in several rooms"
    delegate.paint_badge(painter, QRect(0, 0, 200, 150), "review", words, "waiting", mirrored=False)
    painter.end()
    assert len(cut) == 1
    one_line_high = GalleryTiles(lambda key: picture(key))
    monkeypatch.setattr("app.widgets.gallery_tile.any_gallery_marks", lambda: (step_words(StepKind.DRAFT),))
    assert not has_nothing_around(painted(one_line_high, GalleryCard("g", "Lake", 5, ("a", "b"))))
