"""A creator's brand: how far it reaches, from everyone down to its fans; its videos and its rivals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from rich.cells import cell_len
from textual import events

from simulator.app import view
from simulator.app.chart import Line, chart
from simulator.app.columns import topic_column
from simulator.app.kit.rows import GAP, REST, Piece, Row, beside, cells, line, telling
from simulator.app.kit.strokes import bar
from simulator.app.kit.table import WIDEST, TableColumn, table
from simulator.app.kit.text import widest
from simulator.app.widgets.panel import CreatorPicked, Panel
from simulator.frames import FUNNEL, Brand, Frame, Rival
from simulator.locale import Wording

FUNNEL_WIDTH = 36
TABLES_FROM = 22
"""Rows from which there are tables of videos and rivals."""
BESIDE_FROM = 64
"""Cells from which chart and funnel stand side by side."""
TITLED = 26
"""A video's title gets so many cells before columns of figures do."""
NAMED = 25
"""And a creator's rank and name."""
FACTS = ("trust", "awareness", "frequency", "voice", "videos", "impressions")
AIRY_FROM = (2 * len(FUNNEL) + 2 + len(FACTS), 44)
"""Rows and cells from which the funnel has air between its bars, and facts have a row and a plain sentence each."""
CHART_ROWS = 5
"""A chart has no fewer rows, head included."""
RIVAL_ROWS = 4
"""Nor has a table of rivals."""
INKS = ("primary", "accent", "success")


class BrandPanel(Panel):
    """Shows `Frame.brand`. Posts `CreatorPicked` when a rival's row is clicked."""

    PACED = True
    ABOUT = ("brand.rank",)

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._rivals_at: tuple[int, int] = (-1, 0)
        self._shown: list[Rival] = []

    def titles(self, frame: Frame) -> tuple[str, str]:
        brand = frame.brand
        name = self.say("view.brand.title", name=brand.name)
        word = view.topic_word(frame, brand.topic, self.say)
        rank = self.say(
            "view.brand.rank", rank=view.ordinal(brand.rank, self.say), of=view.whole(brand.creators)
        )
        return f"{name} · {word}", rank

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        self._rivals_at = (-1, 0)
        tables: list[Row] = []
        if height >= TABLES_FROM and width >= BESIDE_FROM:
            deep = min(len(frame.brand.rivals), 10, height // 2 - 3) + 2
            tables = [(), *self._tables(frame, width, deep - 1)]
        room = height - len(tables)
        if tables:
            self._rivals_at = (room + 2, (width + GAP) // 2)
        if width < BESIDE_FROM:
            funnel = self._funnel(frame, width, height, spared=CHART_ROWS + 1)
            rest = height - len(funnel) - 1
            return [*self._chart(frame, width, rest), (), *funnel] if rest >= CHART_ROWS else funnel
        beside_width = max(FUNNEL_WIDTH, min(width * 2 // 5, 64))
        plot = self._chart(frame, width - beside_width - GAP, room)
        funnel = self._funnel(frame, beside_width, room, spared=0 if tables else RIVAL_ROWS + 1)
        spare = room - len(funnel) - 1
        if not tables and spare >= RIVAL_ROWS:
            funnel += [(), *self._rivals(frame, beside_width, spare)]
            self._rivals_at = (room - spare + 1, width - beside_width)
        return beside(plot, funnel, width - beside_width - GAP) + tables

    def _chart(self, frame: Frame, width: int, height: int) -> list[Row]:
        brand, say = frame.brand, self.say
        if not len(brand.tick):
            text: list[Row] = [((say("view.brand.waiting"), "dim"),)]
            return text + [()] * (height - 1)
        curves = (brand.reach_curve, brand.effective_curve, brand.follower_curve / max(brand.funnel[0], 1))
        names = ("reach", "effective", "followers")
        lines = [
            Line(say(f"view.brand.{name}"), f"{ink} ?brand.{name}", curve)
            for name, ink, curve in zip(names, INKS, curves, strict=True)
        ]
        head: Row = ((say("view.brand.curve"), "bold"),)
        return [head, *chart(brand.tick, lines, width, height - 1, say)]

    def _funnel(self, frame: Frame, width: int, height: int, spared: int) -> list[Row]:
        """Bars from everyone to fans, each with its people and its share of everyone; then facts as they fit, and
        what the brand is worth if that does not take away the last `spared` rows, which something else would get.
        """
        brand, say = frame.brand, self.say
        named = widest(say(f"view.funnel.{stage}") for stage in FUNNEL)
        everyone = max(brand.funnel[0], 1)
        rows: list[Row] = []
        airy = height >= AIRY_FROM[0] and width >= AIRY_FROM[1]
        facts = self._facts(brand, width, airy=airy)
        if height >= len(FUNNEL) + 1 + len(facts):
            rows.append(((say("view.brand.funnel"), "bold"),))
        inks = ("foreground", INKS[0], INKS[1], "foreground", INKS[2], "foreground")
        for stage, people, ink in zip(FUNNEL, brand.funnel, inks, strict=True):
            share = people / everyone
            row = line(
                width,
                (say(f"view.funnel.{stage}"), "", named),
                (partial(bar, share), ink, REST),
                (view.people(people, say), "bold", -7),
                (view.percent(share), "bold", -5),
            )
            rows.append(telling("brand.funnel", *row))
            rows += [()] if airy else []
        spare = height - len(rows)
        gap: list[Row] = [()] if spare > len(facts) and not airy else []
        worth = self._worth(frame, width, airy=airy)
        free = spare - len(gap + facts)
        if free < len(worth) or free - len(worth) < spared <= free:
            worth = []
        return rows + (gap + facts + worth)[:spare]

    def _worth(self, frame: Frame, width: int, *, airy: bool) -> list[Row]:
        """The brand index, and what people link the creator to."""
        table = "brand_long" if airy else "brand"
        rows: list[Row] = []
        for name in ("index", "links"):
            label: Piece = (self.say(f"view.{table}.{name}") + " ", "dim")
            room = width - cells((label,))
            value = (
                view.links(frame, self.say, room) if name == "links" else view.decimal(frame.brand.index, 0)
            )
            rows.append(telling(f"brand.{name}", *line(width, label, (value, "bold", -room))))
        return rows

    def _facts(self, brand: Brand, width: int, *, airy: bool) -> list[Row]:
        """Labelled figures, two a row; one a row, in plain words, if `airy`."""
        say = self.say
        values = (
            view.decimal(brand.trust, 2),
            view.percent(brand.awareness),
            view.decimal(brand.frequency),
            view.percent(brand.share_of_voice),
            view.count(brand.videos, say),
            view.count(brand.impressions, say),
        )
        table = "brand_long" if airy else "brand"
        wide, figure = (width, -6) if airy else ((width - 2) // 2, -5)
        facts: list[Row] = []
        for name, value in zip(FACTS, values, strict=True):
            row = line(wide, (say(f"view.{table}.{name}"), "dim", REST), (value, "bold", figure))
            facts.append(telling(f"brand.{name}", *row))
        return facts if airy else beside(facts[::2], facts[1::2], wide, 2)

    def _tables(self, frame: Frame, width: int, rows: int) -> list[Row]:
        """The most watched videos beside the leading creators."""
        one = (width - GAP) // 2
        videos = most_watched(frame.brand, one, rows, self.say)
        rivals = self._rivals(frame, width - GAP - one, rows)
        return beside(videos, rivals, one)

    def _rivals(self, frame: Frame, width: int, rows: int) -> list[Row]:
        brand, say = frame.brand, self.say
        ranked = _kept(brand, rows - 1)
        self._shown = [rival for _, rival in ranked]
        owns = ["bold accent" if rival.creator == brand.creator else "" for rival in self._shown]
        columns = [
            TableColumn(
                ((say("view.brand.rivals"), "bold"),),
                [
                    (((("▶" if own else " ") + f"{rank:3}  "), own or "dim"), (rival.name, own))
                    for (rank, rival), own in zip(ranked, owns, strict=True)
                ],
                least=NAMED,
                most=WIDEST,
            ),
            topic_column(frame, [rival.topic for rival in self._shown], say, 1),
            _figures(say("view.brand.reach"), [view.percent(rival.reach) for rival in self._shown], owns),
            _figures(
                say("view.brand.follower_count"),
                [view.count(rival.followers, say) for rival in self._shown],
                owns,
                2,
            ),
            _figures(
                say("view.brand.views_day"),
                [view.count(rival.views_day, say) for rival in self._shown],
                owns,
                3,
            ),
        ]
        head, body = table(columns, len(ranked), width)
        made: list[Row] = [head, *(telling("brand.rivals", *row) for row in body)]
        return (made + [()] * rows)[:rows]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        first, column = self._rivals_at
        if offset is None or first < 0 or offset.x < column:
            return
        place = offset.y - first
        if 0 <= place < len(self._shown):
            self.post_message(CreatorPicked(self._shown[place].creator))


def most_watched(brand: Brand, width: int, rows: int, say: Wording) -> list[Row]:
    """A table of its most watched videos, in exactly so many rows."""
    plain = [""] * len(brand.top)
    columns = [
        TableColumn(
            ((say("view.brand.top"), "bold"),),
            [((video.title, ""),) for video in brand.top],
            least=TITLED,
            most=WIDEST,
        ),
        _figures(say("view.brand.age"), [f"{video.age_h / 24:.1f}" for video in brand.top], plain, 1),
        _figures(say("view.brand.views"), [view.count(video.views, say) for video in brand.top], plain),
        _figures(say("view.brand.likes"), [view.count(video.likes, say) for video in brand.top], plain, 2),
        _figures(say("view.brand.ends"), [view.percent(video.completion) for video in brand.top], plain),
    ]
    head, body = table(columns, len(brand.top), width)
    made: list[Row] = [head, *(telling("brand.top", *row) for row in body)]
    if not brand.top:
        made.append(((say("view.brand.no_videos"), "dim"),))
    return (made + [()] * rows)[:rows]


def _kept(brand: Brand, rows: int) -> list[tuple[int, Rival]]:
    """(rank, creator) for so many rows: the leading ones, and the followed one among them or last."""
    ranked = [
        (brand.rank if rival.creator == brand.creator else place + 1, rival)
        for place, rival in enumerate(brand.rivals)
    ]
    kept = ranked[: max(rows, 0)]
    own = [pair for pair in ranked[len(kept) :] if pair[1].creator == brand.creator]
    return [*kept[:-1], *own] if kept and own else kept


def _figures(head: str, texts: Sequence[str], inks: Sequence[str], rank: int = 0) -> TableColumn:
    """A column of figures that stands still while they have up to five cells."""
    return TableColumn(
        ((head, "dim"),),
        [((text, ink),) for text, ink in zip(texts, inks, strict=True)],
        rank=rank,
        size=max(cell_len(head), 5) + 2,
        end=True,
    )
