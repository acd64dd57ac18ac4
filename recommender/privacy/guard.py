"""Between what people do and what the recommender learns: privacy and noise, as knobs that can be turned any time.

    events -> opted out? stay on the device -> random reactions -> randomised response -> lost events
           -> fake people's events join -> the methods learn

Nobody is shown a video twice, whatever the recommender knows. Those who opted out have their own list of what
they watched, which no method sees; a lost event leaves the item hidden from its person and counted nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy

import numpy as np
from numpy.typing import NDArray

from recommender.memory.memory import Memory
from recommender.memory.seen import Seen
from recommender.methods.baselines import Trending
from recommender.methods.fill import Draft, newest, trending
from recommender.privacy.consent import PrivacySettings, answered, opted_out
from recommender.privacy.noise import Bots, NoiseSettings, joined, lost, scrambled, unheard
from recommender.types import (
    Chance,
    Explanation,
    Flags,
    Floats,
    Ids,
    Interactions,
    Items,
    Methods,
    Recommender,
    Slate,
    Source,
    Teachable,
)


class Untracked:
    """Who opted out, and what they have watched, as their own devices know."""

    def __init__(self, share: float, chance: Chance) -> None:
        self.share = share
        self.device = Seen()
        self._chance = chance

    def of(self, users: NDArray[np.integer]) -> Flags:
        """(users,) who is not tracked."""
        return opted_out(users, self.share, self._chance)


class Guarded:
    """One method of a guard; a `Recommender`. Teaching it teaches all of the guard's methods.

    People who opted out get what trends among the others, then what is newest, unseen by their device's list.
    """

    def __init__(self, method: Recommender, memory: Memory, untracked: Untracked, teacher: Teachable) -> None:
        self.method = method
        """Serves everyone who is tracked."""
        self.memory = memory
        """What the recommender knows."""
        self._untracked = untracked
        self._teacher = teacher

    def publish(self, items: Items) -> None:
        """See `Guard.publish`."""
        self._teacher.publish(items)

    def update(self, batch: Interactions) -> None:
        """See `Guard.update`."""
        self._teacher.update(batch)

    def follow(self, users: Ids, creators: Ids) -> None:
        """See `Guard.follow`."""
        self._teacher.follow(users, creators)

    def forget(self, users: Ids) -> None:
        """See `Guard.forget`."""
        self._teacher.forget(users)
        self._untracked.device.forget(np.asarray(users, dtype=np.int32))

    def look_ahead(self, users: Ids, n: int) -> None:
        """See `Recommender`."""
        self.method.look_ahead(users[~self._untracked.of(users)], n)

    def recommend(self, users: Ids, n: int, tick: int) -> Slate:
        """n unseen items for each user; see the class."""
        out = self._untracked.of(users)
        if not out.any():
            return self.method.recommend(users, n, tick)
        users = np.asarray(users, dtype=np.int32)
        draft, device = Draft(users[out], n), self._untracked.device
        draft.fill(trending(self.memory, tick), device, Source.TRENDING)
        draft.fill(newest(self.memory), device, Source.NEWEST)
        known, unknown = self.method.recommend(users[~out], n, tick), draft.slate()
        order = np.argsort(np.concatenate((np.flatnonzero(~out), np.flatnonzero(out))))
        return Slate(
            users,
            np.concatenate((known.items, unknown.items))[order],
            np.concatenate((known.scores, unknown.scores))[order],
            np.concatenate((known.source, unknown.source))[order],
        )

    def score(self, users: Ids, items: Ids, tick: int) -> Floats:
        """(users, m) the method's scores; for those who opted out the trend."""
        out = self._untracked.of(users)
        if not out.any():
            return self.method.score(users, items, tick)
        scores = np.full(items.shape, np.nan)
        scores[~out] = self.method.score(users[~out], items[~out], tick)
        scores[out] = Trending(self.memory).score(users[out], items[out], tick)
        return scores

    def explain(self, user: int, item: int, tick: int) -> Explanation:
        """Why the item has its score; for those who opted out the trend, or newness."""
        if self._untracked.of(np.array([user], dtype=np.int32))[0]:
            return Trending(self.memory).explain(user, item, tick)
        return self.method.explain(user, item, tick)

    def apart(self, memo: dict[int, object]) -> Guarded:
        """A deep copy of this one method to try things out on; `memo` as of `deepcopy`. It has no guard to pass
        events through: it can forget, and must not be taught."""
        method, memory, untracked = deepcopy((self.method, self.memory, self._untracked), memo)
        return Guarded(method, memory, untracked, method)


class Guard(Mapping[str, Guarded]):
    """Methods by name, as `types.Methods`. Without privacy and noise it is the methods themselves, at no cost.

    `privacy` and `noise` can be set at any time. Who newly opts out is forgotten at once; who opts in again
    starts cold. Fake people of whom there are fewer now are forgotten as well. What was reported before stays.
    Forgetting is as exact as the method's own `forget`.
    """

    def __init__(
        self,
        methods: Methods,
        memory: Memory,
        privacy: PrivacySettings | None = None,
        noise: NoiseSettings | None = None,
        *,
        chance: Chance,
        people: int,
        clients: Ids | None = None,
    ) -> None:
        """`methods` are untaught and share `memory`; `people` is the number of real people: their ids are below
        it, those of fake ones are not. `clients` are the creators for whom fake people work; without any, a share
        of all drawn by lot."""
        self.methods = methods
        self.memory = memory
        self._privacy = privacy or PrivacySettings()
        self._noise = noise or NoiseSettings()
        self._untracked = Untracked(self._privacy.opt_out, chance)
        self._chance = chance
        self._people = people
        self._bots = Bots(people, chance, clients)
        self._hour: int | None = None
        """The last hour in which fake people acted."""

    def __getitem__(self, name: str) -> Guarded:
        return Guarded(self.methods[name], self.memory, self._untracked, self)

    def __iter__(self) -> Iterator[str]:
        return iter(self.methods)

    def __len__(self) -> int:
        return sum(1 for _ in self.methods)

    @property
    def privacy(self) -> PrivacySettings:
        """What people keep to themselves."""
        return self._privacy

    @privacy.setter
    def privacy(self, settings: PrivacySettings) -> None:
        if settings.opt_out == self._privacy.opt_out:
            self._privacy = settings
            return
        seen, device = self.memory.seen, self._untracked.device
        everyone = np.arange(self._people, dtype=np.int32)
        before = self._untracked.of(everyone)
        self._privacy, self._untracked.share = settings, settings.opt_out
        now = self._untracked.of(everyone)
        leaving, coming = everyone[now & ~before], everyone[before & ~now]
        if len(leaving):
            device.hide_all_of(seen, leaving)
            self.methods.forget(leaving)
        if len(coming):
            self.memory.hide_all_of(device, coming)
            device.forget(coming)

    @property
    def noise(self) -> NoiseSettings:
        """What spoils the log."""
        return self._noise

    @noise.setter
    def noise(self, settings: NoiseSettings) -> None:
        fewer = np.setdiff1d(self._bots.ids(self._noise.bots), self._bots.ids(settings.bots))
        self._noise = settings
        if len(fewer):
            self.methods.forget(fewer)

    def opted_out(self, users: Ids) -> Flags:
        """(users,) who is not tracked."""
        return self._untracked.of(users)

    def pushed(self) -> Ids:
        """The items that fake people push; none without fake people."""
        if not self._noise.bots:
            return np.zeros(0, dtype=np.int32)
        return self._bots.pushed(self.memory, self._noise.bot_pushes)

    def publish(self, items: Items) -> None:
        """Take in new items. Errors: ValueError unless their ids go on where the old ones ended."""
        self.methods.publish(items)

    def wake(self, *names: str, tick: int) -> None:
        """See `Suite.wake`."""
        self.methods.wake(*names, tick=tick)

    def update(self, batch: Interactions) -> None:
        """Let the methods learn what gets through.

        Fake people act at the beginning of each hour, before its first event. Errors: ValueError for items never
        published, for users below 0, and where privacy or noise are on for users who are not among the people.
        """
        noise = self._noise
        if self._open:
            self.methods.update(batch)
            return
        self.memory.require(batch.item)
        self._require(batch.user)
        if not noise.bots:
            self.methods.update(self._told(batch))
            return
        for hour, part in self._hours(batch):
            told = self._told(part)
            if self._hour is None or hour > self._hour:
                self._hour = hour
                told = joined(self._bots.act(noise, self.memory, hour), told)
            self.methods.update(told)

    def follow(self, users: Ids, creators: Ids) -> None:
        """Let the methods learn of the follows that get through: none of people who opted out, none where views are
        answered at random, for such an answer tells no more than one bit, and otherwise as many as of events.

        Errors: ValueError for negative ids, and where privacy or noise are on for users who are not among the people.
        """
        if not self._open and len(users):
            self._require(users)
            if int(creators.min()) < 0:
                raise ValueError("user and creator ids must be 0 or more")
            told = ~self._untracked.of(users) & ~unheard(users, creators, self._noise, self._chance)
            told &= bool(np.isinf(self._privacy.epsilon))
            users, creators = users[told], creators[told]
        self.methods.follow(users, creators)

    @property
    def _open(self) -> bool:
        """Does everything get through as it is?"""
        privacy, noise = self._privacy, self._noise
        tracked = privacy.opt_out == 0 and bool(np.isinf(privacy.epsilon))
        return tracked and noise.sparse == noise.random == noise.bots == 0

    def forget(self, users: Ids) -> None:
        """Remove every trace of the users, those on their devices too.

        What fake people watched because these users had made it trend stays theirs.
        """
        self.methods.forget(users)
        self._untracked.device.forget(np.asarray(users, dtype=np.int32))

    def _require(self, users: Ids) -> None:
        """Refuse strangers before anything has an effect."""
        strangers = (users < 0) | (users >= self._people)
        if strangers.any():
            stranger = int(users[strangers][0])
            raise ValueError(f"user ids must be 0 to {self._people - 1}, not {stranger}")

    def _hours(self, batch: Interactions) -> Iterator[tuple[int, Interactions]]:
        """The events hour by hour; those that come late belong to the hour in which they arrive."""
        if not len(batch):
            return
        clock = np.maximum.accumulate(batch.tick)
        for part in np.split(np.arange(len(batch)), np.flatnonzero(np.diff(clock)) + 1):
            yield int(clock[part[0]]), batch.rows(part)

    def _told(self, batch: Interactions) -> Interactions:
        """What the recommender gets to know of these events."""
        out = self._untracked.of(batch.user)
        if out.any():
            self._untracked.device.hide(batch.user[out], batch.item[out])
            batch = batch.rows(~out)
        batch = scrambled(batch, self._noise.random, self._chance)
        batch = answered(batch, self._privacy.epsilon, self._chance)
        gone: NDArray[np.bool_] = lost(batch, self._noise.sparse, self._chance)
        if gone.any():
            self.memory.hide(batch.user[gone], batch.item[gone])
            batch = batch.rows(~gone)
        return batch
