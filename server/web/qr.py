"""A QR picture as markup of our own: one path, no style, no script."""

from __future__ import annotations

import io

from markupsafe import Markup


def qr_picture(words: str) -> Markup:
    """An SVG of these words, black on white in every theme, with room around it as readers need it."""
    import segno

    file = io.BytesIO()
    segno.make(words, error="m").save(
        file, kind="svg", scale=4, border=4, light="#ffffff", xmldecl=False, svgns=True, nl=False
    )
    return Markup(file.getvalue().decode())
