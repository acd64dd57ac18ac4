"""The close-up of a creator at work, for whoever plays one."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

from simulator.closeups import KindResult, Levers, LiveResult, Rival, Studio, TrendResult
from simulator.engine import Engine, Events
from simulator.frames import HOURS_PER_DAY, KINDS
from simulator.session import View
from simulator.world.creators import HASHTAGS, HOURS
from simulator.world.live import LiveEvents
from simulator.world.words import Words

WEEK = 7 * HOURS_PER_DAY


class StudioCamera:
    """Looks at one creator, chosen when the game begins: of average skill and effort, so that plans and not birth
    decide, and of those the least known."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        made = engine.world.creators
        unusual = np.maximum(_unusual(made.skill), _unusual(made.effort))
        average = np.argsort(unusual, kind="stable")[: max(len(made) // 10, 1)]
        self._average = average
        self._chosen: int | None = None
        self._liked: deque[NDArray[np.int64]] = deque(maxlen=WEEK)
        """(creators,) likes of each, hour by hour."""
        self._streams: deque[tuple[NDArray[np.intp], LiveEvents]] = deque(maxlen=WEEK)
        """Who was live and what happened there, hour by hour."""

    @property
    def creator(self) -> int:
        """Whom somebody plays, from the first picture on."""
        if self._chosen is None:
            reached = self._engine.world.creators.reached[self._average]
            self._chosen = int(self._average[np.argmin(reached)])
        return self._chosen

    def see(self, events: Events) -> None:
        """Keep who came into whose stream in the hour that has passed."""
        happened = events.interactions
        liked = self._engine.world.videos.creator[happened.item[happened.liked]]
        self._liked.append(np.bincount(liked, minlength=len(self._engine.world.creators)))
        lives = self._engine.world.lives
        self._streams.append((lives.on_air, lives.last))

    def picture(self, view: View, words: Words) -> Studio:
        del view
        world, who, tick = self._engine.world, self.creator, self._engine.tick
        made, videos = world.creators, world.videos
        recent = np.flatnonzero(videos.tick >= tick - WEEK)
        topic = int(made.topic[who])
        mine = recent[videos.creator[recent] == who]
        rivals = recent[(videos.topic[recent] == topic) & (videos.creator[recent] != who)]
        views, likes, comments = (
            int(videos.total(name)[mine].sum()) for name in ("views", "likes", "comments")
        )
        grown, fans = self._grown("reached"), self._grown("followers")
        won = sum(self._liked, np.zeros(len(made), dtype=np.int64))
        others = np.delete(won, who)
        return Studio(
            creator=who,
            tick=tick,
            levers=self._levers(who),
            videos=len(mine),
            views=views,
            likes=likes,
            comments=comments,
            ended=self._ended(mine),
            others_ended=self._ended(rivals),
            views_per_video=views / len(mine) if len(mine) else float("nan"),
            reached=int(made.reached[who]),
            new_reached=int(grown[who]),
            followers=int(made.followers[who]),
            new_followers=int(fans[who]),
            trust=float(made.trust[who]),
            outgrown=float((others < won[who]).mean()) if len(others) else float("nan"),
            kinds=tuple(self._kinds(recent[videos.topic[recent] == topic])),
            live=self._live(np.arange(len(made)) == who),
            others_live=self._live((made.topic == topic) & (np.arange(len(made)) != who)),
            trend=self._trend(mine),
            others_trend=self._trend(rivals),
            rival=self._rival(grown, words),
            live_needs=world.settings.live.least_followers,
        )

    def _live(self, whose: NDArray[np.bool_]) -> LiveResult:
        """What the streams of (creators,) some brought."""
        streams = viewers = gifts = follows = 0
        for on_air, there in self._streams:
            streams += int(whose[on_air].sum())
            theirs = whose[there.creator]
            viewers += int(theirs.sum())
            gifts += int(there.gifts[theirs].sum())
            follows += int(there.followed[theirs].sum())
        return LiveResult(streams, viewers, gifts, follows)

    def _trend(self, which: NDArray[np.intp]) -> TrendResult:
        videos = self._engine.world.videos
        views, carries = videos.total("views")[which], videos.trend[which] >= 0
        return TrendResult(int(carries.sum()), _mean(views[carries]), _mean(views[~carries]))

    def _rival(self, grown: NDArray[np.int64], words: Words) -> Rival:
        topic = self._engine.world.creators.topic
        others = np.flatnonzero((topic == topic[self.creator]) & (np.arange(len(topic)) != self.creator))
        best = int(others[np.argmax(grown[others])]) if len(others) else self.creator
        if not len(others) or grown[best] <= 0:
            return Rival("", 0)
        return Rival(words.creator(best, int(topic[best])), int(grown[best]))

    def _levers(self, who: int) -> Levers:
        made = self._engine.world.creators
        return Levers(
            kinds=tuple(float(share) for share in made.kinds[who]),
            focus=float(made.focus[who]),
            quality_over_quantity=float(made.quality_over_quantity[who]),
            steadiness=float(made.steadiness[who]),
            replies=float(made.replies[who]),
            clickbait=float(made.clickbait[who]),
            live=float(made.live[who]),
            hashtags=HASHTAGS[int(made.hashtags[who])],
            hours=HOURS[int(made.hours[who])],
            quality=float(made.quality[who]),
            posts_per_day=float(made.posts_per_day[who]),
        )

    def _grown(self, curve: str) -> NDArray[np.int64]:
        """(creators,) by how much a curve of the chronicle rose in the last seven days."""
        column = self._engine.chronicle.curve(curve)
        if not len(column):
            return np.zeros(len(self._engine.world.creators), dtype=np.int64)
        before = column[-WEEK - 1] if len(column) > WEEK else np.zeros_like(column[0])
        return (column[-1].astype(np.int64) - before).astype(np.int64)

    def _ended(self, which: NDArray[np.intp]) -> float:
        videos = self._engine.world.videos
        views = int(videos.total("views")[which].sum())
        return int(videos.total("completions")[which].sum()) / views if views else float("nan")

    def _kinds(self, which: NDArray[np.intp]) -> list[KindResult]:
        videos = self._engine.world.videos
        made = np.bincount(videos.kind[which], minlength=len(KINDS))
        return [
            KindResult(
                kind,
                int(count),
                float(videos.total("views")[which[videos.kind[which] == kind]].mean()),
                self._ended(which[videos.kind[which] == kind]),
            )
            for kind, count in enumerate(made)
            if count
        ]


def _mean(column: NDArray[np.int64]) -> float:
    return float(column.mean()) if len(column) else float("nan")


def _unusual(column: NDArray[np.float32]) -> NDArray[np.intp]:
    """(creators,) rank by distance from the median, in ranks: 0 for the most usual."""
    rank = np.argsort(np.argsort(column, kind="stable"), kind="stable")
    return np.argsort(np.argsort(np.abs(2 * rank - len(rank) + 1), kind="stable"), kind="stable")
