"""Hashtags and challenges as lanes on one axis of time, and who has joined the marked one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from rich.cells import cell_len
from textual import events
from textual.message import Message

from simulator.app import view
from simulator.app.columns import topic_column
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import Piece, Row, paragraph
from simulator.app.kit.strokes import bar, raised
from simulator.app.kit.table import WIDEST, TableColumn, fitted, table
from simulator.app.kit.text import fit, spread
from simulator.app.widgets.panel import CreatorPicked
from simulator.frames import Floats, Frame
from simulator.locale import Wording
from simulator.rooms.hot.hot_list import Column, HotRows
from simulator.rooms.hot.hot_words import early_and_late, known, tagged, trends_of
from simulator.rooms.hot.state import HotCloseUp, Joiner, TrendCourse

NAMED, STAGED, HEAT, SINCE = 18, 14, 5, 16
TALLEST = 4
"""Rows of a lane at most."""
LANE = 21
"""Cells that a lane has at least before columns of figures give way."""
FIGURES: tuple[Column, ...] = (("videos", 8), ("views", 8), ("today", 9), ("each", 10))
"""Of a trend, the most telling first."""
JOINED: tuple[Column, ...] = (("joined_videos", 8), ("joined_views", 8), ("followers", 11))
STAGE_INKS = {
    "new": "accent", "rises": "bold success", "peak": "bold warning", "fades": "dim", "over": "dim", "missed": "dim"
}  # fmt: skip
SIGNS = {"new": "○", "rises": "▲", "peak": "◆", "fades": "▽", "over": "·", "missed": "·"}
LISTED = "✦ "
"""Behind the name of a trend that is on the platform's hot list."""


class TrendMarked(Message):
    """Another trend is marked: its creators shall be told."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class HotLanes(HotRows):
    """One lane a trend, the newest on top: its heat, 0 to 100%, from its birth to its end."""

    def __init__(self, lang: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self.active = True
        self._numbers: list[int] = []
        self._tall = 1
        self._number: int | None = None

    @property
    def number(self) -> int:
        """Of the marked trend; -1 for none."""
        return self._numbers[self.marked] if self.marked < len(self._numbers) else -1

    def remember(self) -> None:
        """Ask for the creators of the marked trend."""
        if self.number >= 0:
            self._number = self.number
            self.post_message(TrendMarked(self.number))

    def titles(self, frame: Frame) -> tuple[str, str]:
        axis = self.say("hot.axis", top=view.percent(scale(frame))) if trends_of(frame) else ""
        if axis and (legend := self._legend(frame)):
            axis = f"{legend} · {axis}"
        return self.title("hot.trends"), axis

    def _legend(self, frame: Frame) -> str:
        """What the mark of the hot list means; where no trend has it, what the list holds; "" without a list."""
        closeup = frame.closeup
        if not isinstance(closeup, HotCloseUp) or closeup.listed is None:
            return ""
        if any(course.listed for course in closeup.trends):
            return LISTED + self.say("hot.listed")
        return self.say("hot.list", tags=tagged(closeup.listed) or view.DASH)

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        courses = trends_of(frame)
        closeup = frame.closeup
        if self._number is None and isinstance(closeup, HotCloseUp) and closeup.shown >= 0:
            self._number = closeup.shown
            self.post_message(
                TrendMarked(closeup.shown)
            )  # else the close-up would go on to whichever is talked about
        self._numbers = [course.number for course in courses]
        if self._number in self._numbers:  # a newborn on top moves no mark
            self.marked = self._numbers.index(self._number)
        if not courses:
            return [((self.say("hot.no_trends"), "dim"),)]
        self._tall = min(max((height - 1) // len(courses), 1), TALLEST)
        columns = self._columns(frame, courses)
        sizes = fitted(columns, width - 2)
        lane = next(place for place, column in enumerate(columns) if column.drawn)
        before = " " * (2 + sum(sizes[:lane]))
        head, lasts = table(columns, len(courses), width - 2)
        head = (("  ", ""), *head)
        firsts = self.scrolled(lasts, 1, max((height - 1) // self._tall, 1))
        rows: list[Row] = [head]
        for place, last in enumerate(firsts, self._top):
            drawn, ink = self._lane(frame, place, sizes[lane] - 1), topic_ink(courses[place].topic)
            rows += [((before, ""), (above, f"{ink} ?hot.help.heat")) for above in drawn[:-1]]
            rows.append(last)
        return rows

    def _axis(self, frame: Frame, lane: int) -> Piece:
        """The days at both ends of the lanes, and in the middle where there is room; and the blank behind."""
        lane -= 1
        closeup = frame.closeup
        if not isinstance(closeup, HotCloseUp) or not len(closeup.hours):
            return self.say("hot.heat_now"), "dim ?hot.help.heat"
        first, last = view.day(int(closeup.hours[0]), self.say), view.hour(frame.tick)
        middle = view.day(int(closeup.hours[len(closeup.hours) // 2]), self.say)
        between = "" if middle == first else middle
        return spread(lane, first, last, between), "dim ?hot.help.heat"

    def _columns(self, frame: Frame, courses: Sequence[TrendCourse]) -> list[TableColumn]:
        """The last rows of the lanes: a trend's name, its topic, its lane, and figures."""
        say = self.say
        inks = ["dim" if course.over >= 0 else "" for course in courses]
        return [
            TableColumn(
                ((say("hot.column.trend"), "dim ?hot.help.trend"),),
                [self._tag(course, say) for course in courses],
                size=NAMED,
            ),
            topic_column(frame, [course.topic for course in courses], say, len(FIGURES) + 1),
            TableColumn(
                partial(self._axis, frame),
                [partial(self._foot, frame, place) for place in range(len(courses))],
                least=LANE,
                most=WIDEST,
            ),
            TableColumn(
                ((say("hot.column.stage"), "dim ?hot.help.stage"),),
                [self._stage(course) for course in courses],
                size=STAGED,
            ),
            TableColumn(
                ((say("hot.column.heat"), "dim ?hot.help.heat"),),
                [
                    ((view.DASH if course.over >= 0 else view.percent(course.heat), f"{ink} ?hot.help.heat"),)
                    for course, ink in zip(courses, inks, strict=True)
                ],
                size=HEAT,
                end=True,
            ),
            *self.figures(FIGURES, [_figures(course, say) for course in courses], inks),
        ]

    def _tag(self, course: TrendCourse, say: Wording) -> Row:
        """Its tag, and a mark where it is on the hot list."""
        sign = say("hot.challenge_sign") if course.challenge else "#"
        mark = LISTED.rstrip() if course.listed else ""
        name = fit(f"{sign}{course.tag}", NAMED - 2 - cell_len(mark))
        return (
            (f"{name} ", "dim" if course.over >= 0 else "bold"),
            (mark, "bold warning ?hot.help.listed"),
        )

    def _stage(self, course: TrendCourse) -> Row:
        text = f"{SIGNS[course.stage]} {self.say(f'hot.stage.{course.stage}')}" if course.stage else ""
        return ((text, STAGE_INKS.get(course.stage, "dim") + " ?hot.help.stage"),)

    def _lane(self, frame: Frame, place: int, lane: int) -> list[str]:
        """So many cells of each of its rows."""
        closeup, course = frame.closeup, trends_of(frame)[place]
        if isinstance(closeup, HotCloseUp) and place < len(closeup.heat):
            return heights(closeup.heat[place] / scale(frame), lane, self._tall)
        return [" " * lane] * (self._tall - 1) + [bar(course.heat / scale(frame), lane)]

    def _foot(self, frame: Frame, place: int, lane: int) -> Piece:
        ink = topic_ink(trends_of(frame)[place].topic)
        return self._lane(frame, place, lane - 1)[-1], f"{ink} ?hot.help.heat"

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        place = self._top + (offset.y - 1) // self._tall if offset is not None and offset.y >= 1 else -1
        if 0 <= place < len(self._numbers):
            self.mark(place)


def scale(frame: Frame) -> float:
    """The heat at which lanes are full: a round share, at least as large as every one that is shown."""
    closeup = frame.closeup
    if isinstance(closeup, HotCloseUp) and np.isfinite(closeup.heat).any():
        most = float(np.nanmax(closeup.heat))
    else:
        most = max((course.heat for course in trends_of(frame)), default=0.0)
    return next((top for top in (0.4, 0.6, 0.8) if most <= top), 1.0)


def heights(heat: np.ndarray, width: int, rows: int) -> list[str]:
    """A course as `width` bars over `rows` rows, the scale from 0 to 1; whatever lives shows, a gap is no life."""
    if width < 1 or not len(heat):
        return [" " * max(width, 0)] * rows
    edges = np.arange(width + 1) * len(heat) // width
    first = np.minimum(edges[:-1], len(heat) - 1)
    filled: Floats = np.nan_to_num(heat.astype(np.float64), nan=-1.0)
    most = np.maximum.reduceat(filled, first) if len(heat) > width else filled[first]
    eighths = np.where(most < 0, 0, np.clip(np.rint(most * 8 * rows), 1, 8 * rows)).astype(int)
    return raised(eighths, rows)


class HotJoined(HotRows):
    """The marked trend closer: its life, what being early brought, and its creators, first come first."""

    def __init__(self, lang: str, id: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id)
        self._creators: tuple[Joiner, ...] = ()

    def pick(self) -> None:
        """Follow the marked creator."""
        if self.marked < len(self._creators):
            self.post_message(CreatorPicked(self._creators[self.marked].creator))

    def titles(self, frame: Frame) -> tuple[str, str]:
        course = chosen(frame)
        if course is None:
            return self.title("hot.joined"), ""
        title = ("▸ " if self.active else "") + self.say("hot.joined_of", tag=course.tag)
        return title, ""

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        course, say = chosen(frame), self.say
        self._creators = ()
        if course is None or not isinstance(frame.closeup, HotCloseUp):
            key = "hot.not_recorded" if frame.recorded is not None else "hot.nothing_to_join"
            return paragraph(say(key), "dim", width, 3)
        self._creators = frame.closeup.joined
        rows = paragraph(self._life(frame, course), "", width, 3 if height >= 9 else 2)
        if height >= 8:
            compared = early_and_late(course, say) or say("hot.too_few")
            rows += paragraph(compared, "?hot.help.early", width, 2)
        if not self._creators:
            return [*rows, ((say("hot.nobody_joined"), "dim"),)]
        mine = ["bold accent" if joiner.creator == frame.brand.creator else "" for joiner in self._creators]
        columns = [
            TableColumn(
                ((say("hot.column.creator"), "dim ?hot.help.creator"),),
                [
                    ((f"@{joiner.name}", own or topic_ink(joiner.topic)),)
                    for joiner, own in zip(self._creators, mine, strict=True)
                ],
                least=NAMED,
                most=WIDEST,
            ),
            TableColumn(
                ((say("hot.column.since"), "dim ?hot.help.since"),),
                [((view.clock(joiner.since, say), "dim ?hot.help.since"),) for joiner in self._creators],
                size=SINCE,
            ),
            *self.figures(JOINED, [_joined(joiner, say) for joiner in self._creators]),
        ]
        head, body = table(columns, len(self._creators), width - 2)
        return [*rows, (("  ", ""), *head), *self.scrolled(body, len(rows) + 1, height - len(rows) - 1)]

    def _life(self, frame: Frame, course: TrendCourse) -> str:
        """When it was born, hottest, and over; and what it is."""
        say = self.say
        kind = say("hot.is_challenge" if course.challenge else "hot.is_hashtag",
                   topic=view.topic_word(frame, course.topic, say))  # fmt: skip
        parts = [kind, say("hot.born", when=view.clock(course.born, say))]
        parts.append(say("hot.hottest", when=view.clock(course.hottest, say), heat=view.percent(course.peak)))
        if course.listed:
            parts.append(say("hot.listed"))
        if course.over >= 0:
            parts.append(say("hot.over", when=view.clock(course.over, say)))
        return say("hot.joint").join(parts)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        place = self.row_at(offset.y) if offset is not None else -1
        if place >= 0:
            self.mark(place)
            self.pick()


def chosen(frame: Frame) -> TrendCourse | None:
    """The trend whose creators the close-up tells."""
    closeup = frame.closeup
    if not isinstance(closeup, HotCloseUp):
        return None
    return next((course for course in closeup.trends if course.number == closeup.shown), None)


def _figures(course: TrendCourse, say: Wording) -> dict[str, str]:
    return {
        "videos": known(course.videos, say),
        "views": known(course.views, say),
        "today": f"+{course.videos_day}" if course.videos_day >= 0 else view.DASH,
        "each": view.decimal(course.views / course.videos) if course.videos else view.DASH,
    }


def _joined(joiner: Joiner, say: Wording) -> dict[str, str]:
    return {
        "joined_videos": known(joiner.videos, say),
        "joined_views": known(joiner.views, say),
        "followers": known(joiner.followers, say),
    }
