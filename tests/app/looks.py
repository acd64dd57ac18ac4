"""What can be said of a drawn screen without eyes: its text, how well that can be read, and what is cut off in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from rich.cells import cell_len
from rich.color import Color
from textual.color import Color as TextualColor
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import OptionList, Static
from textual.widgets._toast import Toast

from simulator.app.inks import Inks
from simulator.app.keybar import KeyBar, label
from simulator.app.kit.rows import within
from simulator.app.screens.explainer import spots
from simulator.app.widgets.panel import Panel
from simulator.app.widgets.timeline import Timeline
from simulator.locale import catalogue

READABLE = 4.5
"""Least contrast of letters and figures (WCAG 2.1, 1.4.3)."""
VISIBLE = 3.0
"""Least contrast of marks that mean something (WCAG 2.1, 1.4.11)."""


def strips(pilot: Pilot[int]) -> list[Strip]:
    """The screen as it goes to the terminal, line by line."""
    return pilot.app.screen._compositor.render_strips()  # pyright: ignore[reportPrivateUsage]


def text(drawn: list[Strip]) -> str:
    """Its letters, each in its column, without blanks at the ends of lines."""
    return "".join(f"{strip.text.rstrip()}\n" for strip in drawn)


def foremost(pilot: Pilot[int], drawn: list[Strip]) -> str:
    """The letters of the card that lies on top; of all the screen where there is none."""
    if not pilot.app.screen.is_modal:
        return text(drawn)
    cards = [child.region for child in pilot.app.screen.children if child.display]
    return "".join(
        text([strip.crop(card.x, card.right) for strip in drawn[card.y : card.bottom]]) for card in cards
    )


def without(pilot: Pilot[int], drawn: list[Strip], apart: Iterable[str]) -> str:
    """The letters of what lies on top, but for widgets that these selectors find; the last line of the line of keys is
    "#keys:last"."""
    if pilot.app.screen.is_modal:
        return foremost(pilot, drawn)
    width, rows = pilot.app.size.width, list(drawn)
    for selector in apart:
        name, _, last = selector.partition(":")
        for widget in pilot.app.screen.query(name):
            x, y, w, h = widget.region
            for row in range(y + h - 1 if last else y, y + h) if widget.is_on_screen else ():
                parts = rows[row].crop(0, x), Strip.blank(w), rows[row].crop(x + w, width)
                rows[row] = Strip.join(parts)
    return text(rows)


@cache
def contrast(one: Color, other: Color) -> float:
    """1 to 21 (WCAG 2.1)."""
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: Color) -> float:
    parts = [part / 255 for part in colour.get_truecolor()]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def pale(pilot: Pilot[int], drawn: list[Strip]) -> set[str]:
    """Each piece of text that is hard to read, with its contrast. What lies below a card may be, what a chapter of the
    story has dimmed, and guiding lines (the ink `faint`)."""
    app, screen = pilot.app, pilot.app.screen
    guide = Inks(app.theme_variables, app.current_theme.dark)["faint"].color
    front = (
        [child.region for child in screen.children if child.display] if screen.is_modal else [screen.region]
    )
    aside = [widget.region for widget in screen.query(".-dimmed")]
    ground = Color.parse(TextualColor.parse(app.theme_variables["background"]).hex6)
    found: dict[tuple[Color, Color, float], str] = {}
    for y, strip in enumerate(drawn):
        x = 0
        for piece, style, _ in strip:
            at, x = x, x + cell_len(piece)
            if not piece.strip() or style is None or style.color is None or style.bgcolor is None:
                continue
            least = READABLE if any(char.isalnum() for char in piece) else VISIBLE
            if any(part.contains(at, y) for part in aside) or not any(part.contains(at, y) for part in front):
                continue
            if least == VISIBLE and (style.color == guide or all(decoration(char) for char in piece)):
                continue
            if area(piece) and style.bgcolor != ground:
                continue  # the border of two areas, each of which is held against the ground where it is alone
            if (ratio := contrast(style.color, style.bgcolor)) < least:
                found.setdefault(
                    (style.color, style.bgcolor, least), f"{piece.strip()!r} {ratio:.1f} < {least}"
                )
    return set(found.values())


def decoration(char: str) -> bool:
    """Frames, guiding lines and empty places: nothing is lost if they are missed."""
    return char.isspace() or "─" <= char <= "╿" or char in "·░▁▔▏▕▊▎▐"


def area(piece: str) -> bool:
    """Nothing but blocks: a bar or the upper edge of an area."""
    return all("▀" <= char <= "▟" for char in piece.strip())


def cut(pilot: Pilot[int]) -> Iterator[str]:
    """What panels wanted to say and had no room for, but for the end of a sentence, for which an ellipsis stands."""
    for panel in pilot.app.screen.query(Panel):
        width, height = panel.size
        if not panel.display or not width or not height or panel.frame is None:
            continue
        name = f"{type(panel).__name__}#{panel.id}"
        rows = panel.draw(panel.frame)
        said = ["".join(piece for piece, _ in row).rstrip() for row in rows]
        for row, whole in zip(rows, said, strict=True):
            shown = within(row, width)
            lost = [text for text, _ in row[len(shown) :] if text.strip()]
            last = row[len(shown) - 1][0] if shown else ""
            figure = cell_len(whole) > width and cell_len(last.strip()) < 8
            if lost or figure:
                yield f"{name}: too long by {cell_len(whole) - width}: {whole}"
        yield from (f"{name}: too low for: {row}" for row in said[height:] if row)


def clipped(pilot: Pilot[int]) -> Iterator[str]:
    """Widgets that stick out of what holds them, and cannot be scrolled to."""
    screen = pilot.app.screen
    for widget in screen.query(Static):
        region = widget.region
        scrolled = any(getattr(above, "allow_vertical_scroll", False) for above in widget.ancestors)
        if widget.display and region and not scrolled and not screen.region.contains_region(region):
            yield f"{widget}: {region}"


def overlaps(pilot: Pilot[int]) -> Iterator[str]:
    """Panels that lie on each other."""
    panels = [panel for panel in pilot.app.screen.query(Panel) if panel.display and panel.region]
    for place, one in enumerate(panels):
        for other in panels[place + 1 :]:
            if (
                one not in other.ancestors
                and other not in one.ancestors
                and one.region.overlaps(other.region)
            ):
                yield f"{one} lies on {other}"


def covered(pilot: Pilot[int]) -> Iterator[str]:
    """What a notice lies on, of all that is explained, chosen from or read as a text; the timeline's words are keys."""
    screen = pilot.app.screen
    (notice,) = (toast.region for toast in screen.query(Toast))
    for spot in spots(screen):
        if not isinstance(spot.panel, Timeline) and any(place.overlaps(notice) for place in spot.cells):
            yield f"a notice covers {spot.entry}"
    for widget in (*screen.query(OptionList), *screen.query(Static)):
        if widget.is_on_screen and not isinstance(widget, Toast) and widget.content_region.overlaps(notice):
            yield f"a notice covers {widget}"


def keys_missing(pilot: Pilot[int], lang: str) -> Iterator[str]:
    """Keys that the last line promises and does not show."""
    for bar in pilot.app.screen.query(KeyBar):
        if not bar.display or not bar.size.width:
            continue
        say = catalogue(lang)
        entries = bar.keys()
        line = bar.render_line(0).text
        yield from (label(entry, say) for entry in entries if label(entry, say) not in line)
        if len(entries) < sum(entry.rank > 0 for entry in bar._entries) and "?" not in line:  # pyright: ignore[reportPrivateUsage]
            yield "? (not all keys fit, and nothing says where the others are)"
