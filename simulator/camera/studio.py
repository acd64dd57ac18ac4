"""The close-up of a creator at work, for whoever plays one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.closeups import KindResult, Levers, Studio
from simulator.engine import Engine
from simulator.frames import HOURS_PER_DAY, KINDS
from simulator.session import View
from simulator.world.creators import HASHTAGS, HOURS
from simulator.world.words import Words

WEEK = 7 * HOURS_PER_DAY


class StudioCamera:
    """Looks at one creator, chosen when the game begins: of average skill, and of those the least known."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        made = engine.world.creators
        average = np.argsort(np.abs(made.skill - np.median(made.skill)), kind="stable")[
            : max(len(made) // 4, 1)
        ]
        self.creator = int(average[np.argmin(made.reached[average])])

    def picture(self, view: View, words: Words) -> Studio:
        del view, words  # numbers only
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
        others = np.delete(grown, who)
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
            outgrown=float((others < grown[who]).mean()) if len(others) else float("nan"),
            kinds=tuple(self._kinds(recent[videos.topic[recent] == topic])),
        )

    def _levers(self, who: int) -> Levers:
        made = self._engine.world.creators
        return Levers(
            kinds=tuple(float(share) for share in made.kinds[who]),
            focus=float(made.focus[who]),
            quality_over_quantity=float(made.quality_over_quantity[who]),
            steadiness=float(made.steadiness[who]),
            replies=float(made.replies[who]),
            clickbait=float(made.clickbait[who]),
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
