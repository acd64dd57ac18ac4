"""Why this video: what spoke for it, what the stages changed, and what would have come in its place."""

from __future__ import annotations

import math
from functools import partial

from simulator.app import view
from simulator.app.inks import topic_ink
from simulator.app.kit.rows import REST, Part, Row, line, paragraph, telling
from simulator.app.kit.strokes import bar
from simulator.app.kit.text import fitting, widest
from simulator.app.widgets.panel import Panel
from simulator.frames import FeedItem, Frame, PlaceReason
from simulator.rooms.why.state import TITLES, Instead, WhyCloseUp, WhyPart

TIED_FROM = 70
"""Cells from which what ties a neighbour to the person stands beside the bar; else below, where there are rows."""
ROOMY = 24
"""Rows from which there is air between the sections, and words stand over the bars."""


class ReasonPanel(Panel):
    """Shows `WhyCloseUp` of the place that is marked in the feed, and until it has come what the frame knows."""

    PACED = True

    def __init__(self, lang: str, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(lang, id, classes)
        self.place = 0

    def mark(self, place: int) -> None:
        """Explain another place."""
        self.place = place
        self.redraw()

    def titles(self, frame: Frame) -> tuple[str, str]:
        item = self._item(frame)
        if item is None:
            return self.say("view.why.title"), ""
        by = view.algorithm_name(frame.algorithm, self.say)
        return f"{self.say('view.why.title')} {item.title}", self.say("why.by", name=by)

    def _item(self, frame: Frame) -> FeedItem | None:
        items = frame.phone.items
        return items[min(self.place, len(items) - 1)] if items else None

    def draw(self, frame: Frame) -> list[Row]:
        width, height = self.size
        item = self._item(frame)
        if item is None:
            return [((self.say("view.why.none"), "dim"),)]
        closeup = frame.closeup
        if not isinstance(closeup, WhyCloseUp) or closeup.video != item.video:
            return self._meanwhile(frame, item, width)
        gap: list[Row] = [()] if height >= ROOMY else []
        stages = [*gap, *self._stages(frame, closeup), *gap]
        instead = self._instead(frame, closeup, width)
        reason = self._reason(frame, closeup, width, 0, headed=bool(gap))
        facts = [*gap, *self._facts(frame, item)]
        spare = height - len(reason) - len(stages) - len(instead)
        tied = max(sum(bool(part.titles) for part in closeup.parts), 1)
        below = min(max((spare - len(facts)) // tied, int(spare >= tied)), TITLES)
        reason = self._reason(frame, closeup, width, below, headed=bool(gap))
        rows = [*reason, *stages, *instead]
        return [*rows, *facts] if len(rows) + len(facts) <= height else rows

    def _meanwhile(self, frame: Frame, item: FeedItem, width: int) -> list[Row]:
        """The three bars that every frame has."""
        sentence = view.why_sentence(item.why, view.first_name(frame.phone.name), self.say)
        parts = tuple(WhyPart(label, share, math.nan, -1) for label, share in item.why.bars)
        return [((sentence, "bold"),), *self._bars(parts, width, 0, people=False, headed=False)]

    def _reason(self, frame: Frame, why: WhyCloseUp, width: int, below: int, *, headed: bool) -> list[Row]:
        """One sentence, five bars and the rest; together they are the whole score."""
        sentence = self._sentence(frame, why)
        rows: list[Row] = paragraph(sentence, "bold", width, 2 if headed else 1)
        people = why.source == view.SOURCES.index("neighbours")
        rows += self._bars(why.parts, width, below, people=people, headed=headed)
        tail: list[str] = [] if why.served else [self.say("why.now")]
        if why.others:
            tail.append(self.say("why.others", n=why.others, share=view.percent(why.others_share)))
        if why.against > 0:
            tail.append(self.say("why.against", share=view.percent(why.against)))
        scores = [
            self.say(f"why.{key}", score=f"{why.score:.3g}")
            for key in ("score", "score_short")
            if math.isfinite(why.score)
        ]
        texts = ["  " + " · ".join([*tail, score]) for score in scores] or ["  " + " · ".join(tail)]
        return [*rows, ((fitting(width, *texts), "dim ?why.help.score"),)]

    def _sentence(self, frame: Frame, why: WhyCloseUp) -> str:
        source = view.SOURCES[why.source] if 0 <= why.source < len(view.SOURCES) else view.SOURCES[0]
        name = view.first_name(frame.phone.name)
        sentence = self.say(f"view.why.{source}", name=name)
        return sentence if why.parts else sentence.rstrip(":：") + ("." if sentence.endswith(":") else "")

    def _bars(
        self, parts: tuple[WhyPart, ...], width: int, below: int, *, people: bool, headed: bool
    ) -> list[Row]:
        """A bar for each part, and in so many rows below it the videos that tie it to the person."""
        named = max(2 + widest([part.label for part in parts], max(width // 3, 8)), 11)
        beside = width >= TIED_FROM
        bars = 12 if beside else max(min(width - named - 7, 30), 4)
        told = f"dim {self._told(people)}"
        rows: list[Row] = []
        if headed and parts:
            head = (self.say("why.head.part"), "dim ?why.help.bars", -(bars + 5))
            rows.append(line(width, (" " * named, ""), head))
        for part in parts:
            ink = topic_ink(part.topic) if part.topic >= 0 else "soft"
            row: list[Part] = [
                ("  " + part.label, "", named),
                (partial(bar, part.share), f"{ink} ?why.help.bars", bars),
                (view.percent(part.share), "bold ?why.help.bars", -5),
            ]
            tie, titles = self._tie(part, people), " · ".join(part.titles)
            if beside and tie:
                row.append(("  " + (tie if below else f"{tie}: {titles}"), told, REST))
            rows.append(line(width, *row))
            if titles and below >= len(part.titles):
                rows += [((f"      {title}", told),) for title in part.titles]
            elif titles:
                text = titles if beside else f"{tie}: {titles}"
                rows += paragraph(text, told, width, below, indent=6)
        return rows

    def _tie(self, part: WhyPart, people: bool) -> str:
        """ "58% alike, both saw"; "" for what nothing ties to the person."""
        if not part.titles:
            return ""
        return self.say("why.alike", share=view.percent(part.weight)) if people else self.say("why.watched")

    @staticmethod
    def _told(people: bool) -> str:
        return "?why.help.alike" if people else "?why.help.watched"

    def _facts(self, frame: Frame, item: FeedItem) -> list[Row]:
        """The video itself: what it is, how it went with everybody, and with this person."""
        say = self.say
        word = view.topic_word(frame, item.topic, say)
        length = say("view.phone.duration", s=f"{item.duration_s:.0f}")
        tags = "".join(f" #{tag}" for tag in item.tags)
        about = f" · {view.kind_word(item.kind, say)} · {length} · @{item.creator_name}{tags}"
        counts = say(
            "why.video.counts",
            views=view.whole(item.views),
            likes=view.whole(item.likes),
            comments=view.whole(item.comments),
            shares=view.whole(item.shares),
        )
        name = view.first_name(frame.phone.name)
        if self.place < frame.phone.watched:
            share = view.percent(item.watch_s / item.duration_s if item.duration_s > 0 else math.nan)
            did = " · ".join(
                [say("why.video.watched", name=name, share=share), *view.actions(item, 1.0, say)]
            )
        else:
            did = say("why.video.next", name=name)
        return [
            ((say("why.video.title"), "bold ?phone.video"),),
            telling(
                "phone.video",
                (f"  ● {word}", f"bold {topic_ink(item.topic)}"),
                (about, ""),
            ),
            telling("phone.counts", (f"  {counts}", "")),
            telling("phone.watched", (f"  {did}", "")),
        ]

    def _stages(self, frame: Frame, why: WhyCloseUp) -> list[Row]:
        """What came between the algorithm's order and the feed."""
        moved = view.moves(PlaceReason(why.source, moves=why.moves), self.say)
        on = sum(stage.on for stage in frame.stages)
        if not why.served:
            text = self.say("why.stages.unknown")
        elif moved:
            text = moved
        else:
            text = self.say("why.stages.stayed") if on else self.say("why.stages.none")
        return [telling("why.help.stages", (self.say("why.stages.title") + " ", "bold"), (text, ""))]

    def _instead(self, frame: Frame, why: WhyCloseUp, width: int) -> list[Row]:
        """A row for each other world."""
        rows: list[Row] = [((self.say("why.instead.title"), "bold ?why.help.instead"),)]
        if not why.instead:
            text = self.say("why.instead.later", name=view.first_name(frame.phone.name))
            return [*rows, *paragraph(text, "dim", width, 3)]
        heads = [self._head(other) for other in why.instead]
        named = 2 + widest(heads, max(width * 2 // 5, 10), gap=2)
        words = view.topic_words(frame, self.say)
        topical = widest(words, 12) if width - named >= 40 else 0
        for head, other in zip(heads, why.instead, strict=True):
            row: list[Part] = [("  " + head, "", named)]
            if other.same or other.video < 0:
                row.append((self.say(f"why.instead.{'same' if other.same else 'nothing'}"), "dim"))
            else:
                row += [(words[other.topic], topic_ink(other.topic), topical), (other.title, "")]
            rows.append(telling("why.help.instead", *line(width, *row)))
        return rows

    def _head(self, other: Instead) -> str:
        if other.without == "method":
            return self.say("why.instead.method", name=view.algorithm_name(other.name, self.say))
        return self.say(f"why.instead.{other.without}", name=other.name)
