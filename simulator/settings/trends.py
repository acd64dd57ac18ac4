"""Trends and live streams: how often they come, what they do, and how they pass. Branches of the settings tree.

The sizes are assumptions; the courses they give rise to are those of the sources that the laws name.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class TrendSettings(BaseModel):
    """Hashtags and challenges that many join for a while (see `laws.trending`)."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    births_per_week: float = Field(default=4.0, ge=0.0, le=84.0)
    """New trends a week."""
    challenges: Share = 0.5
    """Share of trends that are challenges, which videos on any topic can join; hashtags keep to one topic."""
    join: Share = 0.3
    """Chance that a creator of hot hashtags joins a challenge at full heat with a video; less heat, less chance."""
    tag: Share = 0.9
    """Chance that it puts a hashtag at full heat on a video about its topic, which need not be made for it."""
    growth: float = Field(default=0.2, ge=0.0, le=1.0)
    """How far an hour in which all take part warms the most catching new trend, towards full heat."""
    novelty_half_life_h: float = Field(default=12.0, gt=0.0, le=10_000.0)
    """Hours after which a trend is half as new; it goes on ageing ever more slowly."""
    cooling_half_life_h: float = Field(default=18.0, gt=0.0, le=10_000.0)
    """Hours after which half of a trend's heat has gone when nobody feeds it."""
    draw: float = Field(default=0.6, ge=0.0, le=5.0)
    """Logits that having enjoyed a trend's videos adds, at most, to the chance to stay for another."""
    weariness: float = Field(default=0.03, ge=0.0, le=1.0)
    """Logits that each enjoyed video of a trend takes from the next; in the end as much as `draw` gives."""


class LiveSettings(BaseModel):
    """What happens when creators go live (see `laws.streaming`); how often is `creators.live`."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    least_followers: int = Field(default=10, ge=0, le=1_000_000)
    """Followers that a creator needs to go live."""
    come_in: Share = 0.3
    """Chance that a follower of usual interest who is online comes in; others do so less."""
    strangers: Share = 0.1
    """Part of the chance of a follower with which somebody comes in to whom the creator is new; 0 shows it to none."""
    notified: Share = 0.05
    """Chance that a follower of usual interest who is not online opens the app in the evening for a stream."""
    minutes: float = Field(default=4.0, ge=0.1, le=60.0)
    """Mean minutes that people stay in a live stream of middling quality."""
    videos_per_minute: float = Field(default=4.0, ge=0.0, le=60.0)
    """Videos for which somebody has no time left for each minute live; one video an hour always stays."""
    gifts: float = Field(default=0.02, ge=0.0, le=10.0)
    """Gifts that a mean viewer sends in a minute."""
    comments: float = Field(default=0.1, ge=0.0, le=10.0)
    """Comments that a mean viewer writes in a minute."""
    follows: Share = 0.005
    """Chance in a minute that a mean viewer starts to follow an unproven creator."""
