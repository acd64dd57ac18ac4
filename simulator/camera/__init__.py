"""The camera takes Frames of a running engine: it measures, chooses what is in the picture and finds the words.

It only looks. The one thing it sets, the engine's spotlight, makes explanations and no event.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulator.camera.brand import BrandCamera
from simulator.camera.closeups import CloseUps
from simulator.camera.crowd import crowd
from simulator.camera.live import live
from simulator.camera.phone import PhoneCamera
from simulator.camera.remarks import Remarks
from simulator.camera.stages import stages
from simulator.camera.thinning import thinned
from simulator.camera.trends import hot
from simulator.camera.turning import Turning
from simulator.engine.tick import Engine, Events
from simulator.frames import FIGURES, FigureHistory, Found, Frame, Vitals
from simulator.session import Search, View
from simulator.world.words import Words

MOST_FOUND = 50


def foremost(amounts: NDArray[np.floating] | NDArray[np.integer], most: int = MOST_FOUND) -> list[int]:
    """The numbers of those who have most, at most so many; who have as much as another, by number."""
    if most < len(amounts):
        bar = np.partition(amounts, -most)[-most]
        above = np.flatnonzero(amounts > bar)
        ids = np.concatenate([above, np.flatnonzero(amounts == bar)[: most - len(above)]])
    else:
        ids = np.arange(len(amounts))
    return ids[np.lexsort((ids, -amounts[ids]))].tolist()


class Camera:
    """Looks at one engine. `see` is told every hour's events, `frame` makes a Frame."""

    def __init__(self, engine: Engine, unavailable: tuple[tuple[str, str], ...] = ()) -> None:
        """`unavailable` as in `frames.Frame`."""
        self._engine = engine
        self._unavailable = unavailable
        self._words: dict[str, Words] = {}
        self._phone = PhoneCamera(engine)
        self._brand = BrandCamera(engine)
        self._remarks = Remarks(engine)
        self._closeups = CloseUps(engine)
        self._turning = Turning(engine)

    @property
    def turned(self) -> bool:
        """Did the last hour bring a turning point?"""
        return self._turning.turned

    def see(self, events: Events) -> None:
        """Keep of an hour what later frames need."""
        self._phone.see(events)
        self._remarks.see(events)
        self._turning.see(events)
        self._closeups.see(events)

    def served(self, person: int, tick: int) -> None:
        """The spotlit person has been served, and nothing has come of it yet: the argument of `Engine.step`."""
        self._closeups.served(person, tick)

    def frame(self, view: View) -> Frame:
        """The world as it stands."""
        engine, settings = self._engine, self._engine.world.settings
        words = self._words_in(view.lang)
        phone = self._phone.take(view.person, words)
        engine.spotlight = phone.person
        places = thinned(engine.chronicle.hours)
        return Frame(
            tick=engine.tick,
            progress=view.progress,
            paused=view.paused,
            speed=view.speed,
            rate=view.rate,
            algorithm=engine.algorithm,
            algorithms=engine.algorithms,
            unavailable=self._unavailable,
            topics=settings.world.topics,
            seed=settings.seed,
            lang=view.lang,
            vitals=self._vitals(),
            trends=self._trends(places),
            crowd=crowd(engine.chronicle, phone.person),
            phone=phone,
            brand=self._brand.take(view.creator, words, places),
            remarks=self._remarks.take(words),
            digest=engine.digest,
            closeup=self._closeups.take(view, words),
            found=self._find(view.search, words) if view.search else None,
            stages=stages(settings.feed.rerank),
            turns=self._turning.take(words),
            stops=view.stops,
            hot=hot(engine, words),
            live=live(engine, words),
            refused=view.refused,
            notice=view.notice,
        )

    def _words_in(self, lang: str) -> Words:
        if lang not in self._words:
            settings = self._engine.world.settings
            world = self._engine.world
            self._words[lang] = Words(lang, world.luck, settings.world.topics, world.birth)
        return self._words[lang]

    def _vitals(self) -> Vitals:
        world, chronicle = self._engine.world, self._engine.chronicle
        started = chronicle.hours > 0
        none = {name: 0.0 if figure.unit == "count" else math.nan for name, figure in FIGURES.items()}
        now = {name: float(chronicle.vital(name)[-1]) for name in FIGURES} if started else none
        return Vitals(len(world.people), len(world.videos), now)

    def _trends(self, places: NDArray[np.intp]) -> FigureHistory:
        chronicle = self._engine.chronicle
        return FigureHistory(
            tick=(places + 1).astype(np.int32),
            figures={name: chronicle.vital(name)[places] for name in FIGURES},
        )

    def _find(self, search: Search, words: Words) -> Found:
        world, chronicle = self._engine.world, self._engine.chronicle
        if search.what == "person":
            watched = chronicle.diet.sum(axis=1)
            ids = (
                words.find_people(search.text, len(world.people))
                if search.text.strip()
                else foremost(watched)
            )
            taste = world.people.taste
            rows = tuple((i, words.person(i), int(taste[i].argmax()), int(chronicle.state[i])) for i in ids)
        else:
            made = world.creators
            ids = (
                words.find_creators(search.text, made.topic.tolist(), made.reached)
                if search.text.strip()
                else foremost(made.reached)
            )
            rows = tuple(
                (i, words.creator(i, int(made.topic[i])), int(made.topic[i]), int(made.followers[i]))
                for i in ids
            )
        return Found(search.what, search.text, rows)
