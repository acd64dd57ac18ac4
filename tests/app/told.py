"""Stories to tell in tests: a tiny chapter, and a reader who needs no screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from unittest.mock import patch

from simulator.experiments.wiring import Simulation, build
from simulator.frames import Frame
from simulator.locale import LANGUAGES, catalogue
from simulator.rooms.story.chapter import Chapter, Question
from simulator.rooms.story.telling import PageStage, QuestionOutcome, Storyteller
from simulator.session import LocalSession, View
from simulator.settings.tree import Settings

TINY = """
title = { en = "Tiny", zh = "小" }
[settings]
seed = 1
world = { people = 30, creators = 6 }
people = { views_per_day = 60, most_views_per_day = 120, active_days = 1.0 }

[[pages]]
show = "phone"
follow = { person = 3, creator = "leading" }
run = { hours = 6, speed = 100 }
keep = { first = "vitals.watch_ratio" }
text = { en = "Six hours of {person}.", zh = "{person}的六个小时。" }

[[pages]]
show = "map"
switch = "random"
tune = { "feed.rerank.exploration.on" = true }
run = { hours = 6, speed = 100 }
text = { en = "It was {first}.", zh = "之前是 {first}。" }
[pages.question]
ask = { en = "And now?", zh = "现在呢？" }
measure = "vitals.watch_ratio"
against = "first"
choices = [{ en = "less", zh = "更少", below = 0 }, { en = "more", zh = "更多", from = 0 }]
[pages.reveal]
en = "From {before} to {now}, by {difference}."
zh = "从 {before} 到 {now}，差 {difference}。"
"""


def builder(*told: Chapter) -> Callable[[dict[str, object]], Simulation]:
    """Builds worlds in which only the algorithms of these chapters learn: quicker, and the same events."""
    names = {"user-cf", *(page.switch for chapter in told for page in chapter.pages if page.switch)}
    names |= {page.fork for chapter in told for page in chapter.pages if page.fork}
    worlds = [chapter.world(page) for chapter in told for page in range(len(chapter.pages))]
    names |= {Settings.model_validate(world).feed.algorithm for world in worlds}
    return lambda settings: build(Settings.model_validate(settings), tuple(names))


def session_of(*told: Chapter) -> LocalSession:
    made = builder(*told)
    return LocalSession(made(told[0].world()), View(paused=True), build=made)


class Reader:
    """Reads a chapter without a screen, as fast as its hours can pass."""

    def __init__(self, *told: Chapter) -> None:
        self.session = session_of(*told)
        frame = self.session.poll()
        assert frame is not None
        self.frame = frame
        self.telling = Storyteller(told, frame)

    def do(self, commands: list[object]) -> None:
        for command in commands:
            self.session.send(command)  # pyright: ignore[reportArgumentType]

    def read_on(self, *until: PageStage) -> None:
        """Up to one of these stages."""
        for _ in range(20_000):
            frame = self.session.poll()
            if frame is not None:
                self.frame = frame
                self.do(self.telling.see(frame))  # pyright: ignore[reportArgumentType]
            if self.telling.stage in until:
                return
            if self.telling.stage == PageStage.RUNNING and not self.telling.hurried:
                self.do(self.telling.next())  # pyright: ignore[reportArgumentType]
        raise AssertionError(f"stuck {self.telling.stage}")


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """A page whose hours are over."""

    page: int
    """From 0."""
    frame: Frame
    """The last of them."""
    told: dict[str, str]
    """What it says then, by language."""
    question: Question | None
    outcome: QuestionOutcome | None
    """What the question came to."""

    @property
    def right(self) -> str:
        """The right answer, in English; "" where nothing is asked, or where no answer is right."""
        if self.question is None or self.outcome is None or self.outcome.right < 0:
            return ""
        return self.question.choices[self.outcome.right].words["en"]


def outcomes(chapter: Chapter, seed: int) -> Iterator[PageOutcome]:
    """The chapter's pages, in the world that this seed makes of its own."""
    with patch("simulator.session.local.BUDGET_S", 60.0):  # no pictures while the hours pass
        reader = Reader(replace(chapter, settings={**chapter.settings, "seed": seed}))
        telling = reader.telling
        reader.do([*telling.open(0)])
        while telling.stage != PageStage.CONTENTS:
            reader.read_on(PageStage.ASKING, PageStage.TOLD)
            here = telling.here
            if telling.stage == PageStage.TOLD and here is not None:
                told = {lang: telling.text(catalogue(lang)) for lang in LANGUAGES}
                yield PageOutcome(telling.page, reader.frame, told, here.question, telling.outcome)
            reader.do([*telling.next()])
