"""A month's statement as a page to print: PDF, in black on white whatever the theme."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument

_STYLE = (
    "body { font-size: 9pt; color: #000000 } h1 { font-size: 16pt } th { text-align: left } "
    "td, th { padding: 3pt 6pt 3pt 0; border-bottom: 1px solid #999999 } td.sum, th.sum { text-align: right }"
)
_MARGIN_MM = 15.0


def statement_pdf(
    title: str,
    facts: list[tuple[str, str]],
    head: tuple[str, ...],
    lines: list[tuple[str, ...]],
    sums_from: int,
) -> bytes:
    """The page as PDF; columns from `sums_from` on stand at the end. Every word is taken as plain text."""
    document = QTextDocument()
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml(
        f"<body><h1>{escape(title)}</h1>"
        f"<p>{'<br>'.join(f'{escape(name)}: <b>{escape(value)}</b>' for name, value in facts)}</p>"
        f"<table width='100%' cellspacing='0'><thead>{_row('th', head, sums_from)}</thead>"
        f"{''.join(_row('td', line, sums_from) for line in lines)}</table></body>"
    )
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    document.print_(writer)
    del writer
    buffer.close()
    return bytes(content.data())


def _row(tag: str, cells: tuple[str, ...], sums_from: int) -> str:
    parts = (
        f"<{tag} align='right'>{escape(cell)}</{tag}>"
        if place >= sums_from
        else f"<{tag}>{escape(cell)}</{tag}>"
        for place, cell in enumerate(cells)
    )
    return f"<tr>{''.join(parts)}</tr>"
