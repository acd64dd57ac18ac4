"""Society: dials beside what they do. A list of dials; the marked one's measures over time; creators by size."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

import numpy as np
from rich.cells import cell_len
from textual import events
from textual.message import Message

from simulator.app import view
from simulator.app.kit.rows import REST, Row, line, paragraph, telling
from simulator.app.kit.strokes import bar, sparkline
from simulator.app.kit.text import left
from simulator.app.readings import moved
from simulator.app.widgets.panel import Panel
from simulator.frames import HOURS_PER_DAY, Floats, Frame
from simulator.frames.told import entry, short, told
from simulator.locale import Wording
from simulator.rooms.society.state import MEASURES, Dial, SocietyState

OFF = 0.0
"""First step of a ladder whose stage can be switched off."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How a dial is turned, and what shows its effect."""

    key: str
    """Its words are `society.dial.<key>`."""
    group: str
    name: str
    """Dotted name of the setting."""
    steps: tuple[float, ...]
    """From the weakest to the strongest."""
    measures: tuple[str, ...]
    """What it is meant to move, of `rooms.society.state.MEASURES`, first the one that the list shows."""
    staged: bool = False
    """Is it the knob of a stage, which the first step switches off?"""

    @property
    def switch(self) -> str:
        """Dotted name of the stage's switch."""
        return f"{self.name.rpartition('.')[0]}.on"

    def place(self, dial: Dial) -> int:
        """The step on which a dial stands: the last that it has reached."""
        if self.staged and not dial.on:
            return 0
        rising = self.steps[0] < self.steps[-1]
        reached = [step for step in self.steps if (dial.value >= step) == rising or dial.value == step]
        return max(len(reached) - 1, int(self.staged))


LADDERS = (
    Ladder("fairness", "fairness", "feed.rerank.fairness.strength", (OFF, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0),
           ("small_half", "exposure_gini"), True),
    Ladder("pools", "fairness", "feed.rerank.pools.share", (OFF, 0.1, 0.2, 0.3, 0.5, 0.75),
           ("fresh_share", "small_half"), True),
    Ladder("calibration", "fairness", "feed.rerank.calibration.share", (OFF, 0.25, 0.5, 0.75, 1.0),
           ("rare_gap", "effective_topics"), True),
    Ladder("opt_out", "privacy", "privacy.opt_out", (0.0, 0.1, 0.25, 0.5, 0.75, 1.0),
           ("watch_ratio", "effective_topics")),
    Ladder("epsilon", "privacy", "privacy.epsilon", (math.inf, 4.0, 2.0, 1.0, 0.5, 0.1),
           ("watch_ratio", "effective_topics")),
    Ladder("quality", "quality", "feed.rerank.quality.least", (OFF, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8),
           ("quality_seen", "clickbait_seen"), True),
    Ladder("bots", "bots", "noise.bots", (0.0, 0.05, 0.1, 0.25, 0.5, 1.0), ("pushed_share", "exposure_gini")),
)  # fmt: skip

_SPANS = {"effective_topics": 1.0, "rare_gap": 0.02}

GROUPS = len({ladder.group for ladder in LADDERS})
TIGHT = GROUPS + 2 * len(LADDERS)
"""Rows of the list of dials without air between the groups."""
ROOMY = 44
"""Cells from which a dial's gauge and value have room to breathe."""


def setting_of(ladder: Ladder, dial: Dial, say: Wording) -> str:
    """Where a dial stands, in words."""
    if ladder.staged and not dial.on:
        return say("lab.off")
    if math.isinf(dial.value):
        return say("society.everything")
    return (
        view.percent(dial.value)
        if ladder.key in ("pools", "calibration", "opt_out", "quality")
        else f"{dial.value:g}"
    )


def series(state: SocietyState, measure: str) -> Floats:
    """A measure over time."""
    return state.series[MEASURES.index(measure)]


def latest(state: SocietyState, measure: str) -> float:
    """A measure now; NaN before the first hour, and while there is nobody whom it is about."""
    values = series(state, measure)
    return float(values[-1]) if len(values) and (state.bots or measure != "pushed_share") else math.nan


def dial_of(state: SocietyState, ladder: Ladder) -> Dial | None:
    """The dial that a ladder turns."""
    return next((dial for dial in state.dials if dial.name == ladder.name), None)


def at(state: SocietyState, tick: int) -> int:
    """The place in the series of the last hour up to a tick; -1 if it is before all."""
    return int(np.searchsorted(state.tick, tick, side="right")) - 1


def compared(
    state: SocietyState, measure: str, turned: int, width: int, say: Wording, *, then: bool, own: bool
) -> Row:
    """ "small half gets   31% → 42%   ▲ 11": a measure when a dial was turned (tick; -1 for never), if `then`, and now.
    Is it the dial's `own`?"""
    values = series(state, measure)
    now = latest(state, measure)
    place = at(state, turned) if turned >= 0 else -1
    before = float(values[place]) if place >= 0 else math.nan
    figures = told(measure, now, say)
    if then and math.isfinite(before):
        figures = f"{told(measure, before, say)} → {figures}"
    change = moved(measure, now, before, say)
    row = line(
        width,
        (short(measure, say), "bold" if own else "", REST),
        (f" {figures}", "bold accent"),
        (change, "dim" if change == "=" else "", -8),
    )
    return telling(entry(measure), *row)


class DialPicked(Message):
    """Somebody clicked on a dial."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place


class DialsPanel(Panel):
    """The dials by group, each with its gauge and, below it, what it is meant to move."""

    PACED = True

    def __init__(self, lang: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self.marked = 0
        self._owners: list[int] = []
        self._top = 0

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("society.dials"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        state = frame.closeup
        if not isinstance(state, SocietyState):
            return self.absent(frame, "society.waiting")
        below = self._measured(state, width, height - TIGHT)
        rows, owners = self._list(state, width, airy=height >= TIGHT + GROUPS - 1 + len(below))
        last = max(i for i, owner in enumerate(owners) if owner == self.marked)
        self._top = max(min(self._top, last - 2), last - height + 1, 0)
        self._owners = owners[self._top :]
        return [*rows[self._top :], *below]

    def _list(self, state: SocietyState, width: int, *, airy: bool) -> tuple[list[Row], list[int]]:
        """The dials, and for each row the place of its dial; -1 for none."""
        rows: list[Row] = []
        owners: list[int] = []
        group = ""
        for place, ladder in enumerate(LADDERS):
            if ladder.group != group:
                group = ladder.group
                head: list[Row] = [((self.say(f"society.group.{group}"), "bold primary"),)]
                head = [(), *head] if airy and rows else head
                rows, owners = rows + head, owners + [-1] * len(head)
            block = self._dial(state, ladder, width, place == self.marked)
            rows, owners = rows + block, owners + [place] * len(block)
        return rows, owners

    def _measured(self, state: SocietyState, width: int, most: int) -> list[Row]:
        """All measures, then and now: what the marked dial has done elsewhere. Its own are bold; where there is no
        room for all, they stand beside this list alone. Nothing with fewer rows."""
        ladder = LADDERS[self.marked]
        dial = dial_of(state, ladder)
        if dial is None:
            return []
        say = self.say
        since = say("society.all_since", when=view.clock(dial.turned, say))
        head = since if dial.turned >= 0 else say("society.all_now")
        above: list[Row] = [(), ((head, "bold primary ?society.help.all"),)]
        then = width > ROOMY
        rows = [
            compared(state, measure, dial.turned, width, say, then=then, own=measure in ladder.measures)
            for measure in MEASURES
            if measure not in ladder.measures or most >= len(MEASURES) + len(above)
        ]
        return [*above, *rows] if most >= len(above) + len(rows) else []

    def _dial(self, state: SocietyState, ladder: Ladder, width: int, marked: bool) -> list[Row]:
        dial = dial_of(state, ladder)
        if dial is None:
            return []
        say, ground = self.say, " card" if marked else ""
        gauge, value = (8, 11) if width > ROOMY else (4, 8)
        mark = "▸" if marked else " "
        share = ladder.place(dial) / (len(ladder.steps) - 1)
        first = ladder.measures[0]
        now = told(first, latest(state, first), say)
        name = say(f"society.dial.{ladder.key}.name")
        end = (" ", f"bold{ground}")
        dialled = line(
            width,
            (f"{mark} {name}", f"bold{ground}", REST),
            (partial(bar, share), f"primary{ground}", gauge),
            (setting_of(ladder, dial, say), f"bold accent{ground}", -value),
            end,
        )
        measured = line(
            width, (f"    {short(first, say)}", f"dim{ground}", REST), (now, f"bold{ground}", -value), end
        )
        return [telling(f"society.dial.{ladder.key}", *dialled), telling(entry(first), *measured)]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and 0 <= offset.y < len(self._owners) and self._owners[offset.y] >= 0:
            self.post_message(DialPicked(self._owners[offset.y]))


class EffectPanel(Panel):
    """What the marked dial does: its sentence, and each of its measures before and since it was turned."""

    PACED = True

    def __init__(self, lang: str, dials: DialsPanel, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._dials = dials

    @property
    def ladder(self) -> Ladder:
        """Of the marked dial."""
        return LADDERS[self._dials.marked]

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say(f"society.dial.{self.ladder.key}.name"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        state, ladder = frame.closeup, self.ladder
        if not isinstance(state, SocietyState) or (dial := dial_of(state, ladder)) is None:
            return []
        lines = 3 if height >= 4 + 3 * len(ladder.measures) else 2
        rows = paragraph(self.say(f"society.dial.{ladder.key}.text"), "", width, lines)
        since = (
            self.say("society.since", when=view.clock(dial.turned, self.say))
            if dial.turned >= 0
            else self.say("society.never")
        )
        rows.append(((since, "bold ?society.help.mark"),))
        each = max((height - len(rows)) // len(ladder.measures), 3)
        for measure in ladder.measures:
            rows += self._measure(state, dial, measure, width, each)
        return rows

    def _measure(self, state: SocietyState, dial: Dial, measure: str, width: int, each: int) -> list[Row]:
        """Its name and figures, its curve with the mark below, its sentence where there is room."""
        say, values = self.say, series(state, measure)
        rows: list[Row] = [compared(state, measure, dial.turned, width, say, then=True, own=True)]
        text = paragraph(say(f"{entry(measure)}.text"), "dim", width, 2) if each >= 7 else []
        tall = each - 2 - len(text) - (1 if each >= 6 else 0)
        curve, column = window(state, values, dial.turned, width)
        rows += [
            ((drawn, f"soft ?{entry(measure)}"),)
            for drawn in sparkline(curve, width, max(tall, 1), _SPANS.get(measure, 0.02))
        ]
        rows.append(((mark_row(column, width, say("society.turned")), "bold warning ?society.help.mark"),))
        return [*rows, *text, *([()] if each >= 6 else [])]


BEFORE_H = 2 * HOURS_PER_DAY
"""So much of the time before a turn stands beside what came after it."""


def window(state: SocietyState, values: Floats, turned: int, width: int) -> tuple[Floats, int]:
    """(the stretch of a series that shows a turn, the column of the turn in `width` cells; -1 for no turn)."""
    if turned < 0 or not len(values):
        return values, -1
    first = max(at(state, turned - BEFORE_H), 0)
    shown = values[first:]
    place = max(at(state, turned) - first, 0)
    return shown, min(place * width // max(len(shown), 1), max(width - 1, 0))


def mark_row(column: int, width: int, word: str) -> str:
    """A triangle below the column, and a word beside it where there is room; blank without a column."""
    if column < 0:
        return " " * max(width, 0)
    room = cell_len(word) + 1
    if column + 1 + room <= width:
        return left(f"{' ' * column}▲ {word}", width)
    return left(f"{' ' * (column - room)}{word} ▲" if column >= room else f"{' ' * column}▲", width)


class SharesPanel(Panel):
    """Who gets the views, by size of creator; who is private; who is fake."""

    PACED = True

    def titles(self, frame: Frame) -> tuple[str, str]:
        del frame
        return self.say("society.tenths"), ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        state = frame.closeup
        if not isinstance(state, SocietyState):
            return []
        say = self.say
        facts = [
            (say("society.untracked"), say("society.of", n=view.whole(state.opted_out), of=view.whole(state.people))),
            (say("society.truthful"), view.percent(state.truthful)),
            (say("society.fakes"), view.whole(state.bots)),
            (say("society.pushed"), view.whole(state.pushed) if state.bots else view.DASH),
        ]  # fmt: skip
        rows = self._tenths(state, width, height, len(facts))
        for name, value in facts[: max(height - len(rows), 0)]:
            row = line(width, (name, "", REST), (value, "bold accent", -14))
            rows.append(telling("society.help.facts", *row))
        return rows

    def _tenths(self, state: SocietyState, width: int, height: int, below: int) -> list[Row]:
        """A bar for each tenth, or for each fifth where there are too few rows for what stands below them."""
        shares = state.tenths
        if height < len(shares) + below + 1:
            shares = shares.reshape(-1, 2).sum(axis=1)
        most = float(np.nanmax(shares)) if np.isfinite(shares).any() else 1.0
        rows: list[Row] = []
        for place, share in enumerate(shares[:height]):
            name = ""
            if place in (0, len(shares) - 1):
                name = self.say("society.smallest" if place == 0 else "society.largest")
            rows.append(
                telling(
                    "society.help.tenths",
                    *line(
                        width,
                        (name, "dim", 12),
                        (partial(bar, float(share) / most), "soft", REST),
                        (view.percent(float(share)), "bold", -7),
                    ),
                )
            )
        return [*rows, ()] if height > len(rows) + 2 else rows
