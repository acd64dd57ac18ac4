"""Charts of studies as SVG: estimates with their intervals around nothing, and shares as bars.

They say all by place and by words beside it, so that they are readable without colour; they take the colours of a page
that names --ink, --paper, --quiet and --mark, and have their own, light and dark, where they stand alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import svg

from recommender.clean import clean
from simulator.experiments.studies.inference import NONE, Interval
from simulator.frames.written import DASH

_ROW, _LEFT, _PLOT, _RIGHT = 26, 210, 400, 190
_WIDTH = _LEFT + _PLOT + _RIGHT
_ASCII = 7.3
"""Pixels of a letter; of a Chinese one it is `_WIDE`."""
_WIDE = 13.0
_STYLE = (
    "svg{--i:var(--ink,#1b1f24);--p:var(--paper,#fff);--q:var(--quiet,#57606a);--m:var(--mark,#0a5a9c)}"
    "@media(prefers-color-scheme:dark){svg{--i:var(--ink,#e6edf3);--p:var(--paper,#0d1117);--q:var(--quiet,#9da7b3);"
    "--m:var(--mark,#6cb6ff)}}"
    "text{font:13px system-ui,sans-serif;fill:var(--i)}.t{font-weight:600}.q{fill:var(--q)}.b{fill:var(--p)}"
    ".z{stroke:var(--q)}.s{stroke:var(--q);stroke-dasharray:3 3}.i{stroke:var(--m);stroke-width:3}.d{fill:var(--m)}"
    ".e{stroke:var(--i);stroke-width:1.5}"
)


@dataclass(frozen=True, slots=True)
class ChartRow:
    """One row: what it is, its value, how sure, and a word at its end."""

    name: str
    value: float
    interval: Interval = NONE
    word: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows on one scale."""

    title: str
    marks: Sequence[ChartRow]
    least: float = math.nan
    """The smallest effect that matters, which two dashed lines show; NaN for none."""


def intervals(title: str, groups: Sequence[Group]) -> str:
    """Each value as a dot, its interval as a line; a scale a group, with 0 in the middle."""
    shapes: list[svg.Element] = []
    y = 4
    for group in groups:
        y += _ROW
        known = [mark for mark in group.marks if not math.isnan(mark.value)]
        reach = max((max(map(abs, _ends(mark))) for mark in known), default=0.0) or 1.0
        shapes.append(_text(10, y, group.title, "t"))
        y += _ROW
        shapes += [
            _text(_at(end, reach), y, f"{end:+.3g}" if end else "0", "q", anchor)
            for end, anchor in ((-reach, "start"), (0.0, "middle"), (reach, "end"))
        ]
        top, y = y + 8, y + 4
        for mark in known:
            y += _ROW
            shapes += _whisker(mark, reach, y)
        lines = [(0.0, "z")]
        if group.least <= reach:
            lines += [(-group.least, "s"), (group.least, "s")]
        shapes += [_line(_at(value, reach), top, _at(value, reach), y + 12, kind) for value, kind in lines]
        y += 10
    return _drawn(title, shapes, y + 8)


def bars(title: str, groups: Sequence[Group]) -> str:
    """Each value, a share 0..1, as a bar, its interval as a line through the bar's end."""
    shapes: list[svg.Element] = []
    y = 4
    for group in groups:
        y += _ROW
        shapes.append(_text(10, y, group.title, "t"))
        y += 4
        for mark in group.marks:
            y += _ROW
            shapes += _bar(mark, y)
        y += 8
    return _drawn(title, shapes, y + 8)


def places(around: Interval) -> int | None:
    """Decimals by which half an interval has two digits that count: more of its middle nobody knows. None of none."""
    half = (around.high - around.low) / 2.0
    return min(6, max(0, 1 - math.floor(math.log10(half)))) if around.known and half > 0.0 else None


def signed(value: float, decimals: int | None = None) -> str:
    """With its sign, to so many decimals, or else as `short` has it."""
    if decimals is None or not math.isfinite(value):
        return short(value, "+")
    return f"{value:+,.{decimals}f}"


def between(around: Interval, word: str) -> str:
    """Its ends with a word between them, to two digits that count."""
    if not around.known:
        return DASH
    return f"{signed(around.low, places(around))} {word} {signed(around.high, places(around))}"


def short(value: float, sign: str = "") -> str:
    """Four significant digits, no exponent for what people meet."""
    if not math.isfinite(value):
        return DASH
    if abs(value) >= 1_000:
        return f"{value:{sign},.0f}"
    decimals = 4 if value == 0 else min(6, max(0, 3 - math.floor(math.log10(abs(value)))))
    return f"{value:{sign}.{decimals}f}"


def _ends(mark: ChartRow) -> tuple[float, ...]:
    return (mark.value, *((mark.interval.low, mark.interval.high) if mark.interval.known else ()))


def _whisker(mark: ChartRow, reach: float, y: float) -> Iterable[svg.Element]:
    yield _name(mark.name, y)
    if mark.interval.known:
        low, high = _at(mark.interval.low, reach), _at(mark.interval.high, reach)
        yield _line(low, y, high, y, "i")
        yield _line(low, y - 5, low, y + 5, "i")
        yield _line(high, y - 5, high, y + 5, "i")
    yield svg.Circle(class_=["d"], cx=_round(_at(mark.value, reach)), cy=_round(y), r=5)
    yield _text(
        _LEFT + _PLOT + 12, y + 4, f"{signed(mark.value, places(mark.interval))}  {mark.word}".rstrip()
    )


def _bar(mark: ChartRow, y: float) -> Iterable[svg.Element]:
    def long(share: float) -> float:
        return _PLOT * max(0.0, min(1.0, share))

    ends = f" [{mark.interval.low:.2f}, {mark.interval.high:.2f}]" if mark.interval.known else ""
    yield _name(mark.name, y)
    yield _line(_LEFT, y - 9, _LEFT, y + 9, "z")
    if not math.isnan(mark.value):
        yield svg.Rect(class_=["d"], x=_LEFT, y=_round(y - 6), width=_round(long(mark.value)), height=12)
    if mark.interval.known:
        low, high = (_LEFT + long(end) for end in (mark.interval.low, mark.interval.high))
        yield _line(low, y, high, y, "e")
        yield _line(low, y - 4, low, y + 4, "e")
        yield _line(high, y - 4, high, y + 4, "e")
    told = DASH if math.isnan(mark.value) else f"{mark.value:.2f}{ends}"
    yield _text(_LEFT + _PLOT + 12, y + 4, f"{told}  {mark.word}".rstrip())


def _name(words: str, y: float) -> svg.Text:
    room = _LEFT - 30.0
    kept = ""
    for letter in words:
        room -= _ASCII if letter < "⺀" else _WIDE
        if room < 0:
            kept = kept[:-1] + "…"
            break
        kept += letter
    return _text(20, y + 4, kept)


def _at(value: float, reach: float) -> float:
    return _LEFT + _PLOT / 2 * (1.0 + max(-1.0, min(1.0, value / reach)))


def _round(place: float) -> float:
    return round(place, 1)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> svg.Line:
    return svg.Line(class_=[kind], x1=_round(x1), y1=_round(y1), x2=_round(x2), y2=_round(y2))


def _text(x: float, y: float, words: str, kind: str = "n", anchor: str = "start") -> svg.Text:
    return svg.Text(
        class_=[kind], x=_round(x), y=_round(y), text=svg.escape(clean(words)),
        text_anchor=anchor,  # pyright: ignore[reportArgumentType]  one of three words
    )  # fmt: skip


def _drawn(title: str, shapes: Sequence[svg.Element], height: float) -> str:
    picture = svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, _WIDTH, round(height)), width=_WIDTH, height=round(height),
        extra={"role": "img"},
        elements=[
            svg.Title(text=svg.escape(clean(title))), svg.Style(text=_STYLE),
            svg.Rect(class_=["b"], x=0, y=0, width=_WIDTH, height=round(height)), *shapes,
        ],
    )  # fmt: skip
    return f"{picture}\n"
