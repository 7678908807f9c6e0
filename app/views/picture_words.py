"""The plain sentence for every picture that can't be opened, and for everything noticed about one that can."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.errors import PictureFault, PictureFaultKind
from app.domain.photos import PhotoHint, Size
from app.widgets import fmt

translate = QCoreApplication.translate

_MEGA = 1_000_000


def picture_fault_words(fault: PictureFault) -> str:
    """What is wrong with the file, and what to do."""
    limit = (fault.limit or 0) // _MEGA
    return {
        PictureFaultKind.NOT_A_PICTURE: translate(
            "PictureWords",
            "This file is not a picture. JPEG, PNG, WebP, HEIC, AVIF, BMP, TIFF and GIF can be opened.",
        ),
        PictureFaultKind.UNSUPPORTED: translate(
            "PictureWords",
            "Pictures of this kind can't be opened. Save it as JPEG or PNG, then choose that file.",
        ),
        PictureFaultKind.TOO_LARGE_FILE: translate(
            "PictureWords",
            "This file is larger than {limit} MB. Save a smaller copy of it, then choose that file.",
        ).format(limit=limit),
        PictureFaultKind.TOO_MANY_PIXELS: translate(
            "PictureWords",
            "This picture has more than {limit} megapixels. Save a smaller copy of it, then choose that file.",
        ).format(limit=limit),
        PictureFaultKind.DAMAGED: translate(
            "PictureWords",
            "This picture is damaged and can't be opened. Choose another copy of it, if you have one.",
        ),
        PictureFaultKind.UNREADABLE: translate(
            "PictureWords", "This file could not be read. Check that it is still there, then choose it again."
        ),
        PictureFaultKind.NO_MEMORY: translate(
            "PictureWords",
            "This computer has too little memory for the picture now. Close other programs, then try again.",
        ),
    }[fault.kind]


def hint_words(hint: PhotoHint, facility: str | None = None) -> tuple[str, str]:
    """What was noticed, and why it matters or what helps; `facility` is the one whose rules are meant."""
    return (_noticed(hint), _why(hint, facility))


def mended_words(hint: PhotoHint) -> str:
    """What was noticed when the picture was opened, and is all right by now; empty where there is nothing to say."""
    return {
        PhotoHint.VERY_DARK: translate("PictureWords", "The photo is not too dark any more."),
        PhotoHint.VERY_BRIGHT: translate("PictureWords", "The photo is not too bright any more."),
    }.get(hint, "")


def small_words(size: Size) -> str:
    """A crop that comes out coarse."""
    return translate(
        "PictureWords",
        "What you keep is only {width} × {height} pixels and will look coarse. Zoom out to keep more of the photo.",
    ).format(width=size.width, height=size.height)


def _noticed(hint: PhotoHint) -> str:
    return {
        PhotoHint.VERY_DARK: translate("PictureWords", "This photo is very dark."),
        PhotoHint.VERY_BRIGHT: translate("PictureWords", "This photo is very bright."),
        PhotoHint.BLURRED: translate("PictureWords", "This photo is blurred."),
        PhotoHint.SCREENSHOT: translate("PictureWords", "This looks like a screenshot."),
        PhotoHint.DOCUMENT: translate("PictureWords", "This looks like a document."),
    }[hint]


def _why(hint: PhotoHint, facility: str | None) -> str:
    if hint in (PhotoHint.VERY_DARK, PhotoHint.VERY_BRIGHT):
        if facility:
            return translate(
                "PictureWords", "{facility} may not approve it if faces are hard to see. Try the slider."
            ).format(facility=fmt.isolate(facility))
        return translate("PictureWords", "It may not be approved if faces are hard to see. Try the slider.")
    if hint is PhotoHint.BLURRED:
        return translate("PictureWords", "Faces may be hard to see. Another photo may be sharper.")
    if facility:
        return translate("PictureWords", "{facility} may not approve it as a photo of a person.").format(
            facility=fmt.isolate(facility)
        )
    return translate("PictureWords", "It may not be approved as a photo of a person.")
