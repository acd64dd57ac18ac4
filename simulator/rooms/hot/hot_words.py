"""What is going on, in sentences; and trends and streams as far as a frame without a close-up knows them. Pure."""

from __future__ import annotations

import math

from simulator.app import view
from simulator.frames import HOURS_PER_DAY, Frame
from simulator.locale import Wording
from simulator.rooms.hot.state import HotCloseUp, Stream, TrendCourse

UNKNOWN = -1


def trends_of(frame: Frame) -> tuple[TrendCourse, ...]:
    """The trends, the newest first; of those in the frame alone neither course nor stage is known."""
    closeup = frame.closeup
    if isinstance(closeup, HotCloseUp):
        return closeup.trends
    nan = math.nan
    return tuple(
        TrendCourse(
            number=UNKNOWN - place,
            tag=hot.tag,
            topic=hot.topic,
            challenge=hot.challenge,
            born=frame.tick - hot.age_h,
            over=UNKNOWN,
            stage="",
            heat=hot.heat,
            peak=nan,
            hottest=UNKNOWN,
            videos=hot.videos,
            views=hot.views,
            videos_day=UNKNOWN,
            views_day=UNKNOWN,
            early=nan,
            late=nan,
        )
        for place, hot in enumerate(sorted(frame.hot, key=lambda hot: hot.age_h))
    )


def streams_of(frame: Frame) -> tuple[Stream, ...]:
    """The streams, the newest first: those of the last hour where the frame alone is known."""
    if isinstance(frame.closeup, HotCloseUp):
        return frame.closeup.streams
    return tuple(
        Stream(
            live.creator,
            live.name,
            live.topic,
            frame.tick - 1,
            UNKNOWN,
            live.viewers,
            UNKNOWN,
            live.minutes,
            live.gifts,
            live.comments,
            UNKNOWN,
        )
        for live in frame.live
    )


def on_air(frame: Frame) -> tuple[Stream, ...]:
    """The streams of the last hour."""
    return tuple(stream for stream in streams_of(frame) if stream.tick == frame.tick - 1)


def sentences(frame: Frame, say: Wording) -> tuple[str, ...]:
    """One on trends, one on streams; one on the hot list where there is one, or on what a recording does not hold."""
    told = (of_trends(frame, say), of_streams(frame, say))
    if isinstance(frame.closeup, HotCloseUp):
        return told if frame.closeup.listed is None else (*told, of_list(frame.closeup.listed, say))
    return (*told, say("hot.recorded" if frame.recorded is not None else "hot.waiting"))


def _hottest(frame: Frame) -> TrendCourse | None:
    """Of the running trends; None where none runs."""
    running = [course for course in trends_of(frame) if course.over < 0]
    return max(running, key=lambda course: course.heat, default=None)


def of_trends(frame: Frame, say: Wording) -> str:
    """What the hottest trend does; or that there is none."""
    courses, closeup, hottest = trends_of(frame), frame.closeup, _hottest(frame)
    if hottest is not None:
        return _running(hottest, say)
    if not isinstance(closeup, HotCloseUp):
        return say("hot.says.none_now")
    if closeup.trends_off:
        return say("hot.says.trends_off")
    if not courses:
        return say("hot.says.no_trend")
    last = max(courses, key=lambda course: course.over)
    return say("hot.says.trends_over", tag=last.tag, when=view.clock(last.over, say), **_joined(last))


def _running(trend: TrendCourse, say: Wording) -> str:
    if not trend.stage:
        return say("hot.says.known", tag=trend.tag, heat=view.percent(trend.heat), **_joined(trend))
    return say(
        f"hot.says.{trend.stage}",
        tag=trend.tag,
        heat=view.percent(trend.heat),
        day=view.whole(trend.videos_day),
        day_views=view.whole(trend.views_day),
        **_joined(trend),
    )


def _joined(trend: TrendCourse) -> dict[str, str]:
    return {"videos": view.whole(trend.videos), "views": view.whole(trend.views)}


def early_and_late(trend: TrendCourse, say: Wording) -> str:
    """What joining early brought beside joining late; "" while too few videos are a day old."""
    if not math.isfinite(trend.early):
        return ""
    return say(
        "hot.says.early", tag=trend.tag, early=view.decimal(trend.early), late=view.decimal(trend.late)
    )


def of_streams(frame: Frame, say: Wording) -> str:
    """Who is live; or who will be, and how the last streams went."""
    live = on_air(frame)
    if live:
        return _live(live, say)
    closeup = frame.closeup
    if not isinstance(closeup, HotCloseUp):
        return say("hot.says.nobody")
    if closeup.lives_off:
        return say("hot.says.lives_off")
    parts = [say("hot.says.nobody")]
    if closeup.planned:
        coming = closeup.planned[0]
        followers = view.whole(coming.followers)
        parts.append(say("hot.says.next", name=coming.name, hour=view.hour(coming.tick), followers=followers))
    if closeup.week.streams:
        each = view.decimal(closeup.week.viewers / closeup.week.streams)
        parts.append(say("hot.says.week", streams=view.whole(closeup.week.streams), each=each))
    elif not closeup.planned:
        parts.append(say("hot.says.needs", n=view.whole(closeup.needs)))
    return say("hot.space").join(parts)


def of_list(listed: tuple[str, ...], say: Wording) -> str:
    """What stands on the platform's hot list."""
    if not listed:
        return say("hot.says.listed_none")
    return say("hot.says.listed", tags=tagged(listed))


def tagged(tags: tuple[str, ...]) -> str:
    """ "#slowsoup #catnaps"."""
    return " ".join(f"#{tag}" for tag in tags)


def _live(live: tuple[Stream, ...], say: Wording) -> str:
    first, *others = live
    text = say(
        "hot.says.live" if first.followers >= 0 and first.viewers else "hot.says.live_known",
        name=first.name,
        start=view.hour(first.tick),
        end=view.hour(first.tick + 1),
        viewers=view.whole(first.viewers),
        fans=view.whole(max(first.fans, 0)),
        followers=view.whole(max(first.followers, 0)),
        minutes=view.decimal(minutes_each(first)),
    )
    if not others:
        return text
    came = view.whole(sum(stream.viewers for stream in others))
    return text + say("hot.space") + say("hot.says.others", n=view.whole(len(others)), viewers=came)


def minutes_each(stream: Stream) -> float:
    """Minutes a viewer stayed; NaN without viewers."""
    return stream.minutes / stream.viewers if stream.viewers > 0 else math.nan


def known(number: int, say: Wording) -> str:
    """A count, or a dash where it is not known."""
    return view.people(number, say) if number >= 0 else view.DASH


def when(tick: int, now: int, say: Wording) -> str:
    """The hour alone within a day from `now`, the day too before that."""
    return view.clock(tick, say) if now - tick > HOURS_PER_DAY else view.hour(tick)
