"""Too little memory is told as what it is; everything else stays a bug."""

from __future__ import annotations

import numpy as np
import pytest

from app.domain.errors import PictureFault, PictureFaultKind
from app.imaging.cv import cv2
from app.imaging.memory import enough_memory


def test_more_pixels_than_any_computer_holds_are_the_worlds_fault() -> None:
    with pytest.raises(PictureFault) as told, enough_memory():
        np.zeros((1 << 45, 3), np.uint8)
    assert told.value.kind is PictureFaultKind.NO_MEMORY


def test_opencv_without_room_is_the_same() -> None:
    pixels = np.zeros((30_000, 30_000), np.uint8)
    with pytest.raises(PictureFault) as told, enough_memory():
        cv2.resize(pixels, (1 << 30, 1 << 20), interpolation=cv2.INTER_NEAREST)
    assert told.value.kind is PictureFaultKind.NO_MEMORY


def test_a_wrong_call_is_still_our_bug() -> None:
    with pytest.raises(cv2.error), enough_memory():
        cv2.resize(np.zeros((0, 0), np.uint8), (3, 3))
