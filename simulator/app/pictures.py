"""Pictures of the screen: SVG in which wide characters keep the room that a terminal gives them, and plain text."""

from __future__ import annotations

import html
import io
import re
from collections import defaultdict
from functools import partial
from pathlib import Path
from typing import Any

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.segment import Segment, Segments
from textual.app import App
from textual.geometry import Region
from textual.widget import Widget

from simulator.app.kit.text import around
from simulator.app.places import fresh, pictures_folder, spoken
from simulator.frames import HOURS_PER_DAY
from simulator.locale import Wording

FONT = "DejaVu Sans Mono, Menlo, Consolas, monospace"
AROUND_NOTICE = 3
"""Cells of the line that a notice does not write on."""
CELL = 12.2
"""Width of a cell in Rich's pictures."""

_PIECE = re.compile(r'<text[^>]*\bx="([\d.]+)"[^>]*clip-path="url\(#[^")]*-line-(\d+)\)"[^>]*>([^<]*)</text>')


def tidy(svg: str) -> str:
    """Rich's SVG without fonts from elsewhere; every piece of text as wide as its cells."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = re.sub(r"font-family: (?:Fira Code|arial)[^;]*;", f"font-family: {FONT};", svg)
    svg = re.sub(r'(textLength=")[\d.]+("[^>]*>)([^<]*)', _measured, svg)
    return "\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n"


def _measured(found: re.Match[str]) -> str:
    width = cell_len(html.unescape(found[3]).rstrip("\n")) * CELL
    return f"{found[1]}{width:.1f}{found[2]}{found[3]}"


def plain(svg: str) -> str:
    """The text of such a picture, line by line, every character in its column."""
    lines: defaultdict[int, str] = defaultdict(str)
    for x, line, text in _PIECE.findall(svg):
        row = lines[int(line)]
        lines[int(line)] = row + " " * (round(float(x) / CELL) - cell_len(row)) + _said(text)
    return "\n".join(lines[row].rstrip() for row in range(max(lines, default=-1) + 1)) + "\n"


def _said(text: str) -> str:
    return html.unescape(text).replace("\xa0", " ").rstrip("\n")


def save(svg: str, folder: Path, stem: str) -> tuple[Path, Path]:
    """Write the picture as SVG and as text, over nothing; returns both files. OSError if that fails."""
    svg = tidy(svg)
    picture, text = fresh(folder, stem, ".svg", ".txt")
    picture.write_text(svg, encoding="utf-8")
    text.write_text(plain(svg), encoding="utf-8")
    return picture, text


def ending(path: str, room: int) -> str:
    """The path, or as much of its end as has room."""
    whole = cell_len(path) <= room
    return path if whole else "…" + set_cell_size(path[::-1], max(room - 1, 1))[::-1].lstrip()


def portrait(widget: Widget) -> str:
    """One widget as it is on the screen, with its border, as Rich's SVG."""
    width, height = widget.outer_size
    console = Console(
        width=width, height=height, file=io.StringIO(), record=True, force_terminal=True, color_system="truecolor",
        legacy_windows=False,
    )  # fmt: skip
    for strip in widget.render_lines(Region(0, 0, width, height)):
        console.print(Segments([*strip, Segment.line()]), end="")
    return console.export_svg(title="feedscope", theme=widget.app.ansi_theme)


def last_look(app: App[Any], widget: Widget | None = None) -> str:
    """The screen as it is, or one `widget` of it, as SVG."""
    return app.export_screenshot(title="feedscope") if widget is None else portrait(widget)


def keep(app: App[Any], tick: int, say: Wording, svg: str) -> None:
    """Save the picture of this hour, and say where, or why not. In a browser it is a download: nothing is written where
    the app runs."""
    day, hour = divmod(tick, HOURS_PER_DAY)
    stem = f"feedscope-day-{day + 1}-{hour:02}h"
    if app.is_web:
        name = f"{stem}.svg"
        app.deliver_text(io.StringIO(tidy(svg)), save_filename=name, mime_type="image/svg+xml")
        app.notify(say("app.picture.delivered", name=name), markup=False)
        return
    try:
        picture, _ = save(svg, pictures_folder(), stem)
    except OSError as error:
        why = error.strerror or str(error)
        app.notify(say("app.picture.failed", why=why), severity="warning", markup=False)
    else:
        text = around(
            app.size.width - AROUND_NOTICE,
            lambda file: say("app.picture.saved", file=file),
            partial(ending, spoken(picture)),
        )
        app.notify(text, markup=False, timeout=8)
