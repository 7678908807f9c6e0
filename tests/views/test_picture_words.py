"""Every fault of a picture and every hint has its sentence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication

from app.domain.errors import PictureFault, PictureFaultKind
from app.domain.photos import PhotoHint, Size
from app.views.picture_words import hint_words, mended_words, picture_fault_words, small_words


@pytest.mark.parametrize("kind", list(PictureFaultKind), ids=lambda kind: kind.value)
def test_every_fault_says_what_to_do(qapp: QCoreApplication, kind: PictureFaultKind) -> None:
    words = picture_fault_words(PictureFault(kind, 25_000_000))
    assert words.endswith(".")
    assert "{" not in words
    if kind in (PictureFaultKind.TOO_LARGE_FILE, PictureFaultKind.TOO_MANY_PIXELS):
        assert "25" in words


@pytest.mark.parametrize("facility", [None, "Cedar Ridge"])
@pytest.mark.parametrize("hint", list(PhotoHint), ids=lambda hint: hint.value)
def test_every_hint_has_a_reason_and_never_says_no(
    qapp: QCoreApplication, hint: PhotoHint, facility: str | None
) -> None:
    lead, why = hint_words(hint, facility)
    assert lead.endswith(".")
    assert why.endswith(".")
    assert "{" not in lead + why
    assert "reject" not in (lead + why).lower()


def test_only_light_can_be_mended_here(qapp: QCoreApplication) -> None:
    told = {hint for hint in PhotoHint if mended_words(hint)}
    assert told == {PhotoHint.VERY_DARK, PhotoHint.VERY_BRIGHT}


def test_a_coarse_crop_is_told_in_pixels(qapp: QCoreApplication) -> None:
    assert "150 × 120 pixels" in small_words(Size(150, 120))
