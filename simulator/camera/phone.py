"""The followed person's phone: the feed of the hour they were last online, and why each video was in it."""

from __future__ import annotations

from collections import deque

import numpy as np

from recommender.types import Explanation, Slate, Source
from simulator.camera.labels import label, title
from simulator.camera.regular import Regular
from simulator.camera.remarks import mood
from simulator.engine.player import Player
from simulator.engine.tick import Engine, Events
from simulator.frames import Diet, FeedItem, Phone, PlaceReason
from simulator.world.words import Words

KEPT_ROWS, KEPT_PLACES = 400_000, 3_000_000
"""Events, and places of feeds, kept to find the last session of a person who is followed only now: 40 MB at most."""

COMING_UP = 3
BARS = 3


class PhoneCamera:
    """Looks at one person at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._recent: deque[Events] = deque()
        self._rows = self._places = 0
        self._regular = Regular(engine)
        self._whys: dict[int, Explanation] = {}

    def see(self, events: Events) -> None:
        self._regular.see(events)
        # A phone shows no scores, and they are most of what an hour takes.
        slate = events.slate
        unscored = Slate(slate.users, slate.items, np.empty((len(slate.users), 0)), slate.source)
        self._recent.append(
            Events(
                events.tick,
                unscored,
                events.wanted,
                events.interactions,
                events.row,
                events.place,
                events.appeal,
                events.lured,
            )
        )
        self._rows += len(events.interactions)
        self._places += events.slate.items.size
        while (self._rows > KEPT_ROWS or self._places > KEPT_PLACES) and len(self._recent) > 1:
            oldest = self._recent.popleft()
            self._rows -= len(oldest.interactions)
            self._places -= oldest.slate.items.size
        explained = self._engine.explained
        if explained and explained[0].user == self._engine.spotlight:
            self._whys = {why.item: why for why in explained}

    def take(self, person: int | None, words: Words) -> Phone:
        """The person (None: a regular)."""
        world, chronicle = self._engine.world, self._engine.chronicle
        who = self._regular.person if person is None else min(max(person, 0), len(world.people) - 1)
        since = int(chronicle.last_online[who])
        items, watched = self._feed(who, since, words)
        diet = chronicle.diet[who].astype(np.float64)
        total = diet.sum()
        return Phone(
            person=who,
            name=words.person(who),
            online=since >= 0 and since == self._engine.tick - 1,
            since=since,
            items=items,
            watched=watched,
            state=Diet(int(chronicle.state[who])),
            effective_topics=float(chronicle.effective_topics[who]),
            relative_entropy=float(chronicle.relative_entropy[who]),
            diet=diet / total if total > 0 else np.full(len(diet), np.nan),
            taste=world.people.taste[who].astype(np.float64),
            innate=world.people.innate[who].astype(np.float64),
        )

    def lined_up(self, player: Player, words: Words) -> tuple[FeedItem, ...]:
        """What is lined up for a player, best first."""
        self._whys = {why.item: why for why in player.whys}
        items, sources = player.line.items[0].tolist(), player.line.source[0].tolist()
        return tuple(
            self._item(player.person, item, source, words)
            for item, source in zip(items, sources, strict=True)
            if item >= 0
        )

    def _feed(self, who: int, since: int, words: Words) -> tuple[tuple[FeedItem, ...], int]:
        """Everything watched in that hour and what stood next in line; and how many were watched."""
        events = next((hour for hour in reversed(self._recent) if hour.tick == since), None)
        if events is None:
            return (), 0
        row = int(np.searchsorted(events.slate.users, who))
        watched = np.flatnonzero(events.interactions.user == who)
        sources = events.source
        items = [self._watched(events, int(place), int(sources[place]), words) for place in watched]
        line, source = events.slate.items[row], events.slate.source[row]
        coming = [p for p in range(int(events.wanted[row]), len(line))[:COMING_UP] if line[p] >= 0]
        items.extend(self._item(who, int(line[p]), int(source[p]), words) for p in coming)
        return tuple(items), len(watched)

    def _watched(self, events: Events, place: int, source: int, words: Words) -> FeedItem:
        happened = events.interactions
        return self._item(
            int(happened.user[place]),
            int(happened.item[place]),
            source,
            words,
            watch_s=float(happened.watch_s[place]),
            liked=bool(happened.liked[place]),
            commented=bool(happened.commented[place]),
            shared=bool(happened.shared[place]),
            followed=bool(happened.followed[place]),
            disliked=bool(happened.disliked[place]),
            feeling=mood(events, place),
        )

    def _item(
        self,
        who: int,
        video: int,
        source: int,
        words: Words,
        *,
        watch_s: float = 0.0,
        liked: bool = False,
        commented: bool = False,
        shared: bool = False,
        followed: bool = False,
        disliked: bool = False,
        feeling: str = "wry",
    ) -> FeedItem:
        videos, creators = self._engine.world.videos, self._engine.world.creators
        creator, topic = int(videos.creator[video]), int(videos.topic[video])
        return FeedItem(
            video=video,
            title=title(self._engine, video, words),
            tags=words.tags([int(tag) for tag in videos.tags[video]]),
            creator=creator,
            creator_name=words.creator(creator, int(creators.topic[creator])),
            topic=topic,
            kind=int(videos.kind[video]),
            duration_s=float(videos.duration_s[video]),
            watch_s=watch_s,
            liked=liked,
            commented=commented,
            shared=shared,
            followed=followed,
            disliked=disliked,
            comment=words.comment(who, video, topic, feeling) if commented else "",
            views=int(videos.total("views")[video]),
            likes=int(videos.total("likes")[video]),
            comments=int(videos.total("comments")[video]),
            shares=int(videos.total("shares")[video]),
            why=self._why(who, video, source, words),
        )

    def _why(self, who: int, video: int, source: int, words: Words) -> PlaceReason:
        why = self._whys.get(video)
        if why is None or why.user != who or int(why.source) != source:
            return PlaceReason(source, audience=self._audience(source, ()))
        moves = tuple((move.stage, move.before, move.after) for move in why.moves)
        if len(why.parts) == 1:
            only = label(self._engine, why.parts[0], words)
            audience = self._audience(source, moves)
            return PlaceReason(source, ((only, 1.0),) if only else (), moves=moves, audience=audience)
        helping = [part for part in why.parts if part.share > 0]
        whole = sum(part.share for part in helping)
        bars = tuple((label(self._engine, part, words), part.share / whole) for part in helping[:BARS])
        return PlaceReason(source, tuple(bar for bar in bars if bar[0]), max(0, len(helping) - BARS), moves)

    def _audience(self, source: int, moves: tuple[tuple[str, int, int], ...]) -> str:
        """Whom a video that stands there for this reason is tried on; "" if it is on no trial."""
        if source != Source.TRIAL:
            return ""
        if any(stage == "pools" for stage, _, _ in moves):
            return "pool"
        settings = self._engine.world.settings.methods
        method = getattr(settings, self._engine.algorithm.replace("-", "_"), None)
        return str(getattr(method, "trial_audience", "pool"))
