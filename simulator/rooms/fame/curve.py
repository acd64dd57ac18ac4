"""The upper panels of the brand's room: the reach with what happened along it, and what the brand is worth."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from simulator.app import view
from simulator.app.chart import AXIS, Line, ceiling, chart
from simulator.app.kit.rows import REST, Piece, Row, broken, cells, joined, line, paragraph, telling
from simulator.app.kit.strokes import bar
from simulator.app.kit.text import fitting, widest
from simulator.app.widgets.panel import Panel
from simulator.frames import BRAND_PARTS, FUNNEL, Brand, Frame, Mark
from simulator.locale import Wording
from simulator.rooms.fame.state import BrandCloseUp

LETTERS = "ABCDEFGHIJ"
"""So many marks have a letter: the newest."""
PARTS = {
    "awareness": "fame.help.remembered",
    "linked": "fame.help.stands_out",
    "perceived_quality": "fame.help.watched",
    "loyalty": "fame.help.loyal",
}
"""What explains each of the four parts."""


class FameCurve(Panel):
    """The reach over time, letters on it where something happened, the Bass model's curve faintly behind it."""

    PACED = True
    ABOUT = ("brand.rank",)

    def titles(self, frame: Frame) -> tuple[str, str]:
        brand, say = frame.brand, self.say
        told = {"name": brand.name, "topic": view.topic_word(frame, brand.topic, say)}
        title = fitting(self.title_room, say("fame.curve", **told), say("fame.curve_short", **told))
        rank = say("view.brand.rank", rank=view.ordinal(brand.rank, say), of=view.whole(brand.creators))
        return title, rank

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        brand, say = frame.brand, self.say
        if not len(brand.tick):
            return [((say("view.brand.waiting"), "dim"),)]
        marks = [mark for mark in brand.marks if mark.kind != "posted"][-len(LETTERS) :]
        rows_for_legend = max(min(height // 4, 4), 1)
        while len(marks) > 1 and len(self._legend(marks, width)) > rows_for_legend:
            marks = marks[1:]  # no letter without its meaning: the oldest give way
        legend = self._legend(marks, width)
        lines = 2 if height >= 16 else int(height >= 12)
        told = paragraph(bass_sentence(frame, self.say), "dim ?brand.growth", width, lines)
        curves = [Line(say("view.brand.reach"), "primary ?fame.help.reached", brand.reach_curve)]
        closeup = frame.closeup
        mine = isinstance(closeup, BrandCloseUp) and closeup.creator == brand.creator
        if isinstance(closeup, BrandCloseUp) and mine and len(closeup.fitted) and not _outgrown(brand):
            known = np.interp(brand.tick, closeup.fit_tick, closeup.fitted, left=math.nan)
            if np.isfinite(known).any():
                curves.append(Line(say("fame.fit"), "dim ?fame.help.model", known))
        room = height - len(legend) - len(told) - 1
        rows = chart(brand.tick, curves, width, room, say)
        columns = cells(rows[-1][-1:]) if rows else 0
        if columns > 4:
            rows = _lettered(rows, frame, marks, columns, ceiling(curves))
            posts = self._posts(frame, columns)
            rows = [*rows[:-1], posts, rows[-1]]
        return [*rows, *legend, *told]

    def _posts(self, frame: Frame, columns: int) -> Row:
        """A stroke at every day on which something was posted."""
        struck = [" "] * columns
        for mark in frame.brand.marks:
            column = _column(frame, mark.tick, columns)
            if mark.kind == "posted" and column >= 0:
                struck[column] = "╵"
        row = line(0, (self.say("fame.posts"), "dim", AXIS), ("".join(struck), "accent"))
        return telling("fame.help.posts", *row)

    def _legend(self, marks: Sequence[Mark], width: int) -> list[Row]:
        """What the letters stand for."""
        say = self.say
        said: list[Row] = []
        for letter, mark in zip(LETTERS, marks, strict=False):
            text = say("fame.mark", day=view.day(mark.tick, say), text=view.mark(mark, say))
            said.append(telling("fame.help.letters", (letter, "bold accent"), (f" {text}", "")))
        rows = broken(width, [cells(one) for one in said])
        return [joined(said[place] for place in row) for row in rows] or [((say("fame.no_marks"), "dim"),)]


class FameIndex(Panel):
    """The brand index with its four parts, the funnel, and further figures as they fit."""

    PACED = True

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("fame.worth"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        brand, say = frame.brand, self.say
        airy = height >= 20
        gap: list[Row] = [()] if airy else []
        index = (view.decimal(brand.index, 0), "bold accent", -4)
        head = line(width, (say("fame.index"), "bold", REST), index)
        rows: list[Row] = [telling("fame.help.index", *head)]
        named = widest(say(f"fame.part.{part}") for part in BRAND_PARTS)
        for part, share in zip(BRAND_PARTS, brand.parts, strict=True):
            drawn = _bar(say(f"fame.part.{part}"), named, share, width, view.percent(share), "accent")
            rows.append(telling(PARTS[part], *drawn))
        rows += gap
        if airy:
            rows.append(((say("view.brand.funnel"), "bold"),))
        named = widest(say(f"view.funnel.{stage}") for stage in FUNNEL)
        for stage, people in zip(FUNNEL, brand.funnel, strict=True):
            share = people / max(brand.funnel[0], 1)
            figure = view.people(people, say)
            drawn = _bar(say(f"view.funnel.{stage}"), named, share, width, figure, "primary", 7)
            rows.append(telling("brand.funnel", *drawn))
        rows += gap
        facts = (
            ("voice", view.percent(brand.share_of_voice)),
            ("advocates", view.people(brand.advocates, say)),
            ("trust", view.decimal(brand.trust, 2)),
            ("frequency", view.decimal(brand.frequency)),
            ("strength", view.percent(brand.strength)),
            ("uniqueness", view.percent(brand.uniqueness)),
        )
        for name, value in facts:
            row = line(width, (say(f"fame.fact.{name}"), "dim", REST), (value, "bold", -7))
            rows.append(telling(f"brand.{name}", *row))
        return rows[:height]


def _bar(name: str, named: int, share: float, width: int, figure: str, ink: str, room: int = 5) -> Row:
    """A name, a bar of 0..1 and a figure."""
    return line(
        width, (name, "", named), (partial(bar, share), ink, REST), (" ", ""), (figure, "bold", 1 - room)
    )


def bass_sentence(frame: Frame, say: Wording) -> str:
    """One sentence: who comes by themselves, who because others have; or that the model cannot tell."""
    bass = frame.brand.bass
    if not math.isfinite(bass.fit):
        return say("fame.bass_waiting")
    if _outgrown(frame.brand):
        return say("fame.bass_outgrown")
    return say(
        "fame.bass", p=view.percent(bass.p), q=view.percent(bass.q), fit=view.decimal(bass.fit, 2),
        m=view.percent(bass.m),
    )  # fmt: skip


def _outgrown(brand: Brand) -> bool:
    """Does the model say what the figures beside it contradict: an end below the reach, or nobody who followed?"""
    return brand.bass.m < brand.reach or view.percent(brand.bass.q) in ("0%", "0.0%")


def _column(frame: Frame, tick: int, columns: int) -> int:
    """The cell of an hour in the plot; -1 where it is outside."""
    ticks = frame.brand.tick
    first, last = int(ticks[0]), int(ticks[-1])
    place = int((tick + 1 - first) / max(last - first, 1) * (2 * columns - 1.01)) // 2
    return place if 0 <= place < columns else -1


def _lettered(rows: list[Row], frame: Frame, marks: Sequence[Mark], columns: int, top: float) -> list[Row]:
    """The chart with a letter on the reach where each mark is; those that would hide another stand above it."""
    brand, plot = frame.brand, len(rows) - 1
    taken: set[tuple[int, int]] = set()
    for letter, mark in zip(LETTERS, marks, strict=False):
        column = _column(frame, mark.tick, columns)
        share = float(np.interp(mark.tick + 1, brand.tick, brand.reach_curve))
        row = min(max(int((1 - share / top) * (4 * plot - 2.01)) // 4, 0), plot - 1)
        while row > 0 and (row, column) in taken:
            row -= 1
        if column >= 0 and (row, column) not in taken:
            taken.add((row, column))
            rows[row] = _written(rows[row], AXIS + column, letter)
    return rows


def _written(row: Row, cell: int, letter: str) -> Row:
    """The row with a letter in place of one cell; before that cell everything is one cell wide."""
    made: list[Piece] = []
    for text, ink in row:
        if 0 <= cell < len(text):
            made += [(text[:cell], ink), (letter, "bold accent"), (text[cell + 1 :], ink)]
        else:
            made.append((text, ink))
        cell -= len(text)
    return tuple(made)
