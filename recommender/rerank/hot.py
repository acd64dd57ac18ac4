"""The hot list: places of the feed for videos with a hashtag that is rising (Douyin's and Weibo's 热榜).

A tag rises when more of the newest videos carry it than its share among all earlier ones leads one to expect:

    z = (recent - expected) / sqrt(expected + 1),   expected = newest videos * earlier with the tag / earlier videos

Bursts in streams of texts are Kleinberg's (2003, Bursty and hierarchical structure in streams); to score a count
against a Poisson one and to call what is above a threshold a trend is how Gnip found trends on Twitter (2015, Trend
detection in social data). The 1 below the root is ours: it stands for what little is known of tags never used before.
So is the second condition: views of the newest videos with the tag run to the end nearly as often as those of all the
newest videos, so that a tag that many use and few enjoy goes off the list.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.memory.memory import Memory
from recommender.methods.lots import drawn, inserted, spread
from recommender.rerank.moment import Moment
from recommender.rerank.settings import HotList
from recommender.types import NO_ITEM, Floats, Ids, Slate, Source


@dataclass(frozen=True, slots=True)
class Hot:
    """The list of one hour."""

    tags: Ids
    """(at most `HotList.tags`,) hottest first, the smaller number first among equals."""
    heat: Floats
    """z of each, falling."""
    videos: Ids
    """The newest videos that carry one of them, rising."""
    warmth: Floats
    """(videos,) z of the hottest tag of each."""


def rising(memory: Memory, settings: HotList, tick: int) -> Hot:
    """The hot list of hour `tick`; empty while nothing was published before the newest videos."""
    catalogue = memory.catalogue
    recent = np.flatnonzero(catalogue.published > tick - settings.window_h).astype(np.int32)
    carried, earlier = catalogue.tags[recent], memory.items - len(recent)
    rows, places = np.nonzero(carried >= 0)
    if not earlier or not len(rows):
        nothing = np.zeros(0, dtype=np.int32)
        return Hot(nothing, np.zeros(0), nothing, np.zeros(0))
    used, all_tags = carried[rows, places], len(catalogue.tag_uses)
    count = np.bincount(used, minlength=all_tags)
    expected = (catalogue.tag_uses - count) * (len(recent) / earlier)
    z = (count - expected) / np.sqrt(expected + 1.0)

    views = memory.trending(tick)[recent]
    completions = memory.trend.at(tick, memory.items, "completions")[recent]
    usual = completions.sum() / max(views.sum(), 1e-9)
    watched = np.bincount(used, completions[rows], all_tags)
    bar = settings.watched * usual * np.bincount(used, views[rows], all_tags)
    z[watched < bar] = 0.0

    tags = np.argsort(-z, kind="stable")[: settings.tags].astype(np.int32)
    tags = tags[z[tags] >= settings.rise]
    heat = np.zeros(all_tags + 1)  # the last place is that of no tag, -1
    heat[tags] = z[tags]
    warmth = heat[carried].max(axis=1)
    hot = warmth > 0
    return Hot(tags, z[tags], recent[hot], warmth[hot])


def hot_list(slate: Slate, settings: HotList, at: Moment) -> Slate:
    """Evenly spread places go to unseen videos of the hot list, drawn by lot; score: z of the hottest tag."""
    memory, hot = at.memory, rising(at.memory, settings, at.tick)
    if not len(hot.videos):
        return slate
    places = spread(slate.users, at.places, settings.share, at.tick, at.chance, "hot list")
    items = drawn(places, hot.videos, slate.users, at.tick, memory, at.chance, "hot list")
    which = np.searchsorted(hot.videos, np.maximum(items, hot.videos[0]))
    return inserted(slate, items, np.where(items == NO_ITEM, np.nan, hot.warmth[which]), Source.HOT)


def hottest(memory: Memory, settings: HotList, tick: int, item: int) -> int:
    """The hottest tag of the item that is on the list in hour `tick`; -1 if none is."""
    listed = rising(memory, settings, tick).tags
    on = np.flatnonzero(np.isin(listed, memory.catalogue.tags[item]))
    return int(listed[on[0]]) if len(on) else -1
