"""The lower panel of the brand's room: creators side by side, the videos' journeys, or what people link it to."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from textual import events

from simulator.app import view
from simulator.app.columns import topic_column
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import Piece, Row
from simulator.app.kit.strokes import bar, sparkline
from simulator.app.kit.table import TableColumn, table
from simulator.app.kit.text import around, left, shortened
from simulator.app.widgets.panel import CreatorPicked, Panel
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.locale import Wording
from simulator.rooms.fame.state import BrandCloseUp, Contender, Journey

PAGES = ("rivals", "videos", "links")
COLUMNS = ("reach", "followers", "views_day", "index", "voice")
"""Of the creators' table, in the order in which it can be sorted."""
TOLD = {
    "reach": "fame.help.reached",
    "followers": "brand.followers",
    "views_day": "fame.help.views_day",
    "index": "fame.help.index",
    "voice": "fame.help.voice",
}
"""What explains each."""
PLACED = 5
NAMED, NAMED_MOST = 14, 34
SIZE, LARGEST = 11, 18
"""Cells of a column of figures, and at most where there is room: names stay close to what is said of them."""
TITLED, TITLED_MOST = 18, 72
LINKED, LINKED_MOST = 6, 60
JOURNEY = (
    ("views", 8), ("first_day", HOURS_PER_DAY + 2), ("pools", 16), ("tried", 9), ("beats", 13), ("age", 9), ("ends", 8),
)  # fmt: skip
"""What is said of a video, the most telling first, and how many cells it takes."""
POOLED = ("pools", "tried")
"""Columns that say something only where the platform runs traffic pools."""


class FameTable(Panel):
    """Posts `CreatorPicked` for the marked creator, or the one that is clicked."""

    PACED = True

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self.page = PAGES[0]
        self.sort = 0
        """Place of the column by which creators are sorted in `COLUMNS`."""
        self.marked = {"rivals": 0, "videos": 0, "links": 0}
        """Row that is marked on each page."""
        self._top = 0
        self._shown: list[Contender] = []

    def turn(self) -> None:
        """The next page."""
        self.page = PAGES[(PAGES.index(self.page) + 1) % len(PAGES)]
        self._top = 0
        self.redraw()

    def sort_next(self) -> None:
        """By the next column, the largest first."""
        self.page, self.sort, self._top = "rivals", (self.sort + 1) % len(COLUMNS), 0
        self.marked["rivals"] = 0
        self.redraw()

    def move(self, by: int) -> None:
        """Mark a row further down or up."""
        self.marked[self.page] = max(self.marked[self.page] + by, 0)
        self.redraw()

    def pick(self) -> None:
        """Follow the creator of the marked row."""
        if self.page == "rivals" and self._shown:
            self.post_message(CreatorPicked(self._shown[self.marked["rivals"]].creator))

    def titles(self, frame: Frame) -> tuple[str, str]:
        say = self.say
        names = [say(f"fame.page.{page}") for page in PAGES]
        title = " · ".join(
            f"▸{name}◂" if page == self.page else name for page, name in zip(PAGES, names, strict=True)
        )
        hint = ""
        closeup = frame.closeup
        if self.page == "videos" and isinstance(closeup, BrandCloseUp):
            pools = ", ".join(view.whole(pool) for pool in closeup.pools)
            hint = say("fame.pools_on" if closeup.pools_on else "fame.pools_off", pools=pools)
        return title, hint

    def draw(self, frame: Frame) -> list[Row]:
        height = self.size.height
        head, body = {"rivals": self._rivals, "videos": self._videos, "links": self._links}[self.page](frame)
        marked = self.marked[self.page] = min(self.marked[self.page], max(len(body) - 1, 0))
        room = max(height - 1, 1)
        self._top = min(max(self._top, marked - room + 1), marked, max(len(body) - room, 0))
        shown: list[Row] = []
        for place in range(self._top, min(self._top + room, len(body))):
            here = place == marked
            shown.append((("▶ " if here else "  ", "bold accent"), *body[place]))
        return [head, *shown]

    def _rivals(self, frame: Frame) -> tuple[Row, list[Row]]:
        say, width = self.say, self.size.width - 2
        self._shown = _sorted(_contenders(frame), COLUMNS[self.sort])
        owns = ["bold accent" if row.creator == frame.brand.creator else "" for row in self._shown]
        columns = [
            TableColumn(
                ((say("fame.column.creator"), "bold"),),
                [
                    ((f"{place + 1:3}  ", owns[place] or "dim"), (row.name, owns[place]))
                    for place, row in enumerate(self._shown)
                ],
                least=PLACED + NAMED,
                most=PLACED + NAMED_MOST,
            ),
            topic_column(frame, [row.topic for row in self._shown], say, len(COLUMNS) + 1),
        ]
        for place, name in enumerate(COLUMNS):
            by, told = name == COLUMNS[self.sort], f" ?{TOLD[name]}"
            texts = [FIGURES[name](row, say) + " " for row in self._shown]
            columns.append(
                TableColumn(
                    ((say(f"fame.column.{name}") + ("▼" if by else " "), ("bold" if by else "dim") + told),),
                    [((text, own + told),) for text, own in zip(texts, owns, strict=True)],
                    rank=0 if by else place + 1,
                    size=SIZE,
                    most=LARGEST,
                    end=True,
                )
            )
        head, body = table(columns, len(self._shown), width)
        return (("  ", "bold"), *head), body

    def _videos(self, frame: Frame) -> tuple[Row, list[Row]]:
        say, width = self.say, self.size.width - 2
        closeup = frame.closeup
        mine = isinstance(closeup, BrandCloseUp) and closeup.creator == frame.brand.creator
        if not isinstance(closeup, BrandCloseUp):
            word = "fame.looking" if frame.recorded is None else "timeline.not_kept"
            return ((say(word), "dim"),), []
        if not mine or not closeup.journeys:
            return ((say("view.brand.no_videos"), "dim"),), []
        journeys = closeup.journeys
        columns = [
            TableColumn(
                ((say("fame.column.video"), "bold"),),
                [partial(_named, journey, say) for journey in journeys],
                least=TITLED,
                most=TITLED_MOST,
            )
        ]
        columns += [
            TableColumn(
                ((say(f"fame.column.{name}"), f"dim ?fame.help.{name}"),),
                [
                    (
                        (
                            _journey(name, journey, say),
                            ("primary" if name == "first_day" else "") + f" ?fame.help.{name}",
                        ),
                    )
                    for journey in journeys
                ],
                rank=place + 1,
                size=size,
                end=True,
            )
            for place, (name, size) in enumerate(JOURNEY)
            if closeup.pools_on or name not in POOLED
        ]
        head, body = table(columns, len(journeys), width)
        return (("  ", "bold"), *head), body

    def _links(self, frame: Frame) -> tuple[Row, list[Row]]:
        say, width = self.say, self.size.width - 2
        shares = frame.brand.associations
        known = np.flatnonzero(np.nan_to_num(shares) > 0)
        if not len(known):
            return ((say("fame.no_links"), "dim"),), []
        order = known[np.argsort(-shares[known], kind="stable")].tolist()
        inks = [topic_ink(topic) for topic in order]
        columns = [
            TableColumn(
                (("", ""),),
                [
                    ((view.topic_word(frame, topic, say) + " ", ink),)
                    for topic, ink in zip(order, inks, strict=True)
                ],
            ),
            TableColumn(
                (("", ""),),
                [partial(_linked, float(shares[topic]), ink) for topic, ink in zip(order, inks, strict=True)],
                rank=1,
                least=LINKED,
                most=LINKED_MOST,
            ),
            TableColumn(
                (("", ""),),
                [((view.percent(float(shares[topic])), "bold ?brand.links"),) for topic in order],
                size=6,
                end=True,
            ),
        ]
        return (("  " + say("fame.links"), "bold"),), table(columns, len(order), width)[1]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        place = self._top + offset.y - 1 if offset is not None and offset.y > 0 else -1
        if self.page == "rivals" and 0 <= place < len(self._shown):
            self.marked["rivals"] = place
            self.pick()


FIGURES: dict[str, Callable[[Contender, Wording], str]] = {
    "reach": lambda row, say: view.percent(row.reach),
    "followers": lambda row, say: view.people(row.followers, say),
    "views_day": lambda row, say: view.people(row.views_day, say),
    "index": lambda row, say: view.decimal(row.index, 0),
    "voice": lambda row, say: view.percent(row.share_of_voice),
}


def _linked(share: float, ink: str, room: int) -> Piece:
    return bar(share, room), f"{ink} ?brand.links"


def _contenders(frame: Frame) -> Sequence[Contender]:
    """The long table, or before it is there the short one of every frame."""
    if isinstance(frame.closeup, BrandCloseUp):
        return frame.closeup.contenders
    nan = math.nan
    return [
        Contender(one.creator, one.name, one.topic, one.reach, one.followers, one.views_day, nan, nan)
        for one in frame.brand.rivals
    ]


def _sorted(rows: Sequence[Contender], by: str) -> list[Contender]:
    """Largest first, unknown last; who is equal keeps the order of reach."""

    def key(row: Contender) -> float:
        value = float(row.share_of_voice if by == "voice" else getattr(row, by))
        return -value if math.isfinite(value) else math.inf

    return sorted(rows, key=key)


def _named(journey: Journey, say: Wording, room: int) -> Piece:
    """The title, and with whom the video was made: the title gives way, down to half of the room."""
    room -= 1
    if not journey.guest:
        return shortened(journey.title, room), ""
    return around(
        room,
        lambda title: say("words.together", title=title, guest=journey.guest),
        lambda cells: shortened(journey.title, max(cells, room // 2)),
    ), ""


def _journey(name: str, journey: Journey, say: Wording) -> str:
    match name:
        case "views":
            return view.count(journey.views, say)
        case "first_day":
            hours = journey.hours
            drawn = sparkline(hours.astype(np.float64), len(hours))[0] if len(hours) else view.DASH
            return left(drawn, HOURS_PER_DAY)
        case "pools":
            return " ".join(f"{hours}h" if hours >= 0 else view.DASH for hours in journey.filled)
        case "tried":
            return view.percent(journey.tried)
        case "beats":
            return view.percent(journey.beats)
        case "age":
            return view.decimal(journey.age_h / HOURS_PER_DAY)
        case _:
            return view.percent(journey.completion)
