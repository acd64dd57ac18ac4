"""Colours by what they mean. An ink is a few words, such as "bold accent", "dim" or "topic3 card".

Topics have sixteen hues, each with enough contrast on the ground it is used on, once for dark and once for light
themes. People with a colour vision deficiency can tell the first eight apart (after Okabe and Ito 2008), and of sixteen
those that stand beside or opposite each other on the map; a topic's word or letter is always near.
Everything else comes from the theme's variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from rich.style import Style
from textual.color import Color, ColorParseError

from simulator.frames import Diet

HUES_ON_DARK = (
    "#ffcf20", "#68c0fc", "#ee7f2a", "#3fae68", "#f55cb4", "#d7ea8e", "#8a74ff", "#dde0e6",
    "#679d82", "#04d355", "#ee9daf", "#aff767", "#aff7ca", "#04cadc", "#dcb894", "#798be5",
)  # fmt: skip
HUES_ON_LIGHT = (
    "#9e6705", "#0061f9", "#761f05", "#0c7c4d", "#bb22b4", "#1e160b", "#2b2663", "#546072",
    "#0404f7", "#673a43", "#6704c1", "#5e0443", "#555528", "#045e9d", "#c11f3a", "#040479",
)  # fmt: skip
HUES = len(HUES_ON_DARK)

STATE_INKS = {Diet.UNKNOWN: "dim", Diet.VARIED: "primary", Diet.NARROWING: "warning", Diet.COCOONED: "error"}
"""Blue, amber and red: the theme's own, told apart by everyone; a word or letter stands beside them."""

_SOFT = 0.35
"""How much of the ground an area's colour has: as pale as stays 3 to 1 against every ground of ours (WCAG 1.4.11)."""
_DIM = 0.35
_FAINT = 0.7

SHADES = 0.5
"""The deepest shade has so much of the primary: text on it stays readable."""


class Inks:
    """Makes Rich styles of inks, each once. One is made anew when the theme changes.

    Words: `bold`; `card` (on the theme's panel ground); `filled` (the colour becomes the ground); and a
    colour: `dim`, `faint`, `soft` (the primary, for areas), `topic<n>`, or the name of a theme variable.
    `shade<n>` (0 to 9) is text on a ground so deep in the primary; `on:<colour>` gives any text a ground.
    """

    def __init__(self, variables: Mapping[str, str], dark: bool) -> None:
        self._ground = _parse(variables.get("background", ""), "black" if dark else "white")
        self._front = _parse(variables.get("foreground", ""), "white" if dark else "black")
        self._variables = variables
        self._hues = HUES_ON_DARK if dark else HUES_ON_LIGHT
        self._made: dict[str, Style] = {}

    def __getitem__(self, ink: str) -> Style:
        style = self._made.get(ink)
        if style is None:
            style = self._made[ink] = self._make(ink.split())
        return style

    def _make(self, words: list[str]) -> Style:
        bold = True if "bold" in words else None
        card = _parse(self._variables.get("panel", ""), "") if "card" in words else None
        under = next((self._colour(word[3:], self._ground) for word in words if word.startswith("on:")), None)
        plain = [word for word in words if not word.startswith("on:")]
        named = next((word for word in plain if word not in ("bold", "card", "filled")), "")
        if named.startswith("shade"):
            part = SHADES * int(named.removeprefix("shade")) / 9
            deep = self._ground.blend(self._colour("primary", self._ground), part, 1.0)
            return Style(bold=bold, color=self._front.rich_color, bgcolor=deep.rich_color)
        if self._front.ansi is not None and named in ("dim", "faint"):
            return Style(bold=bold, dim=True)
        ground = card or under
        colour = self._colour(named, card or self._ground) if named else None
        if "filled" in words and colour is not None:
            return Style(bold=bold, color=self._ground.rich_color, bgcolor=colour.rich_color)
        return Style(
            bold=bold,
            color=colour.rich_color if colour is not None else None,
            bgcolor=ground.rich_color if ground is not None else None,
        )

    def _colour(self, name: str, ground: Color) -> Color:
        if name == "soft":
            return self._colour("primary", ground).blend(ground, _SOFT, 1.0)
        if name in ("dim", "faint"):
            return self._front.blend(ground, _DIM if name == "dim" else _FAINT, 1.0)
        if name.startswith("topic"):
            return Color.parse(self._hues[int(name.removeprefix("topic")) % HUES])
        return _parse(self._variables.get(name, ""), "")


def topic_ink(topic: int) -> str:
    """The ink of a topic."""
    return f"topic{topic % HUES}"


def state_ink(state: int) -> str:
    """The ink of a `Diet`."""
    return STATE_INKS[Diet(state)]


def topic_colour(topic: int, dark: bool) -> str:
    """The colour of a topic, for text that is not drawn in inks."""
    return (HUES_ON_DARK if dark else HUES_ON_LIGHT)[topic % HUES]


def state_variable(state: Diet) -> str:
    """The theme's variable for a `Diet`, for text that is not drawn in inks."""
    return "$foreground 65%" if state == Diet.UNKNOWN else f"${STATE_INKS[state]}"


@lru_cache(256)  # every panel asks for the same few; and what is none makes Textual look for what was meant
def _parse(value: str, otherwise: str) -> Color:
    try:
        return Color.parse(value)
    except ColorParseError:
        return Color.parse(otherwise) if otherwise else Color.parse("ansi_default")
