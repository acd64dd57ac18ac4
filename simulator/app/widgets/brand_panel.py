"""A creator's brand: how far it reaches, from everyone down to its fans; its videos and its rivals."""

from __future__ import annotations

from rich.cells import cell_len
from textual import events

from simulator.app import view
from simulator.app.chart import Line, chart
from simulator.app.inks import topic_ink
from simulator.app.strokes import bar, fit, left, right
from simulator.app.widgets.panel import CreatorPicked, Panel, Piece, Row
from simulator.frames import FUNNEL, Brand, Frame

FUNNEL_WIDTH = 36
GAP = 3
TABLES_FROM = 22
"""Rows from which there are tables of videos and rivals."""
BESIDE_FROM = 64
"""Cells from which chart and funnel stand side by side."""
INKS = ("primary", "accent", "success")


class BrandPanel(Panel):
    """Shows `Frame.brand`. Posts `CreatorPicked` when a rival's row is clicked."""

    PACE_S = 0.25

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self._rivals_at: tuple[int, int] = (-1, 0)

    def titles(self, frame: Frame) -> tuple[str, str]:
        brand = frame.brand
        name = self.say("view.brand.title", name=brand.name)
        word = view.topic_word(frame, brand.topic, self.say)
        rank = self.say("view.brand.rank", rank=view.ordinal(brand.rank, self.say), of=brand.creators)
        room = max(self.size.width - 2, 0)
        return fit(f"{name} · {word}", room), fit(rank, room)

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
            funnel = self._funnel(frame, width, height)
            rest = height - len(funnel) - 1
            return [*self._chart(frame, width, rest), (), *funnel] if rest >= 5 else funnel
        beside = max(FUNNEL_WIDTH, min(width * 2 // 5, 64))
        plot = self._chart(frame, width - beside - GAP, room)
        funnel = self._funnel(frame, beside, room)
        spare = room - len(funnel) - 1
        if not tables and spare >= 4:
            funnel += [(), *self._rivals(frame, beside, spare)]
            self._rivals_at = (room - spare + 1, width - beside)
        funnel += [()] * (room - len(funnel))
        plain = " " * GAP
        return [(*one, (plain, ""), *two) for one, two in zip(plot, funnel, strict=False)] + tables

    def _chart(self, frame: Frame, width: int, height: int) -> list[Row]:
        brand, say = frame.brand, self.say
        if not len(brand.tick):
            text: list[Row] = [((left(say("view.brand.waiting"), width), "dim"),)]
            return text + [((" " * width, ""),)] * (height - 1)
        curves = (brand.reach_curve, brand.effective_curve, brand.follower_curve / max(brand.funnel[0], 1))
        names = ("reach", "effective", "followers")
        lines = [
            Line(say(f"view.brand.{name}"), ink, curve)
            for name, ink, curve in zip(names, INKS, curves, strict=True)
        ]
        head: Row = ((left(say("view.brand.curve"), width), "dim"),)
        drawn = chart(brand.tick, lines, width, height - 1, say)
        return [head, *(_padded(tuple(row), width) for row in drawn)]

    def _funnel(self, frame: Frame, width: int, height: int) -> list[Row]:
        """Bars from everyone to fans, each with its people and its share of everyone; then facts as they fit."""
        brand, say = frame.brand, self.say
        named = max(cell_len(say(f"view.funnel.{stage}")) for stage in FUNNEL) + 1
        everyone = max(brand.funnel[0], 1)
        rows: list[Row] = []
        facts = self._facts(brand, width)
        if height >= len(FUNNEL) + 1 + len(facts):
            rows.append(((left(say("view.brand.funnel"), width), "bold"),))
        inks = ("foreground", INKS[0], INKS[1], "foreground", INKS[2], "foreground")
        for stage, people, ink in zip(FUNNEL, brand.funnel, inks, strict=True):
            share = people / everyone
            text = f"{right(view.people(people, say), 7)} {right(view.percent(share), 4)}"
            rows.append(
                (
                    (left(say(f"view.funnel.{stage}"), named), ""),
                    (bar(share, width - named - cell_len(text)), ink),
                    (text, "bold"),
                )
            )
        spare = height - len(rows)
        gap: list[Row] = [()] if spare > len(facts) else []
        return rows + (gap + facts)[:spare]

    def _facts(self, brand: Brand, width: int) -> list[Row]:
        """Labelled figures, two a row."""
        say = self.say
        facts = [
            (say("view.brand.trust"), view.decimal(brand.trust, 2)),
            (say("view.brand.awareness"), view.percent(brand.awareness)),
            (say("view.brand.frequency"), view.decimal(brand.frequency)),
            (say("view.brand.voice"), view.percent(brand.share_of_voice)),
            (say("view.brand.videos"), view.count(brand.videos, say)),
            (say("view.brand.impressions"), view.count(brand.impressions, say)),
        ]
        half = (width - 2) // 2
        rows: list[Row] = []
        for one, two in zip(facts[::2], facts[1::2], strict=True):
            cells: list[Piece] = []
            for label, value in (one, two):
                cells += [(left(label, half - 5), "dim"), (right(value, 5), "bold"), ("  ", "")]
            rows.append(tuple(cells[:-1]))
        return rows

    def _tables(self, frame: Frame, width: int, rows: int) -> list[Row]:
        """The most watched videos beside the leading creators."""
        one = (width - GAP) // 2
        videos = self._videos(frame.brand, one, rows)
        rivals = self._rivals(frame, width - GAP - one, rows)
        return [(*a, (" " * GAP, ""), *b) for a, b in zip(videos, rivals, strict=True)]

    def _videos(self, brand: Brand, width: int, rows: int) -> list[Row]:
        say = self.say
        heads = [say(f"view.brand.{name}") for name in ("age", "views", "likes", "ends")]
        sizes = [max(cell_len(head), 6) + 1 for head in heads]
        titled = width - sum(sizes)
        made: list[Row] = [((left(say("view.brand.top"), titled), "bold"), *_cells(heads, sizes, "dim"))]
        for video in brand.top:
            cells = [
                f"{video.age_h / 24:.1f}",
                view.count(video.views, say),
                view.count(video.likes, say),
                view.percent(video.completion),
            ]
            made.append(((left(video.title, titled), ""), *_cells(cells, sizes, "")))
        if not brand.top:
            made.append(((left(say("view.brand.no_videos"), width), "dim"),))
        return (made + [((" " * width, ""),)] * rows)[:rows]

    def _rivals(self, frame: Frame, width: int, rows: int) -> list[Row]:
        say = self.say
        columns = 3 if width >= 56 else 1
        heads = [say(f"view.brand.{name}") for name in ("reach", "follower_count", "views_day")][:columns]
        sizes = [max(cell_len(head), 5) + 2 for head in heads]
        named = width - sum(sizes)
        topical = 11 if columns > 1 else 0
        made: list[Row] = [((left(say("view.brand.rivals"), named), "bold"), *_cells(heads, sizes, "dim"))]
        for rival in frame.brand.rivals:
            own = rival.creator == frame.brand.creator
            word = view.topic_word(frame, rival.topic, say)
            figures = [
                view.percent(rival.reach),
                view.count(rival.followers, say),
                view.count(rival.views_day, say),
            ]
            made.append(
                (
                    ("▶ " if own else "  ", "bold accent"),
                    (left(rival.name, named - 2 - topical), "bold accent" if own else ""),
                    (left(word, topical), topic_ink(rival.topic)),
                    *_cells(figures[:columns], sizes, "bold accent" if own else ""),
                )
            )
        return (made + [((" " * width, ""),)] * rows)[:rows]

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        first, column = self._rivals_at
        if offset is None or self.frame is None or first < 0 or offset.x < column:
            return
        place = offset.y - first
        if 0 <= place < len(self.frame.brand.rivals):
            self.post_message(CreatorPicked(self.frame.brand.rivals[place].creator))


def _cells(texts: list[str], sizes: list[int], ink: str) -> list[Piece]:
    return [(right(text, size), ink) for text, size in zip(texts, sizes, strict=True)]


def _padded(row: Row, width: int) -> Row:
    used = sum(cell_len(text) for text, _ in row)
    return (*row, (" " * max(width - used, 0), ""))
