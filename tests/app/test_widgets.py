"""Each panel shows what its frame says: at every size, in both languages, with nothing to show as well."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import numpy as np
import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from simulator.app import view
from simulator.app.kit import clock
from simulator.app.themes import NIGHT, PAPER
from simulator.app.widgets.brand_panel import BrandPanel
from simulator.app.widgets.cocoon_map import CocoonMap
from simulator.app.widgets.panel import CreatorPicked, Panel, PersonPicked
from simulator.app.widgets.phone import PhonePanel
from simulator.app.widgets.status_bar import StatusBar
from simulator.app.widgets.ticker import Ticker
from simulator.frames import FIGURES, Crowd, FigureHistory, Frame, Remark
from simulator.locale import catalogue
from simulator.rooms.dashboard.vitals_panel import VitalsPanel
from tests.app.frames import make_frame

PANELS = [PhonePanel, CocoonMap, VitalsPanel, BrandPanel, Ticker, StatusBar]
SIZES = [(1, 1), (5, 3), (28, 20), (40, 13), (52, 20), (80, 13), (80, 24), (200, 50)]


class Alone(App[None]):
    """One panel on the whole screen."""

    def __init__(self, panel: Panel) -> None:
        super().__init__()
        self.panel = panel
        self.heard: list[Message] = []
        for theme in (NIGHT, PAPER):
            self.register_theme(theme)
        self.theme = NIGHT.name

    def compose(self) -> ComposeResult:
        yield self.panel

    def on_person_picked(self, message: PersonPicked) -> None:
        self.heard.append(message)

    def on_creator_picked(self, message: CreatorPicked) -> None:
        self.heard.append(message)


def crowdless() -> Frame:
    """A frame without a single dot, whose curves are still empty."""
    frame = make_frame(empty=True)
    none = Crowd(np.empty(0, np.int32), *(np.empty(0, np.float32),) * 2, *(np.empty(0, np.uint8),) * 2)
    trends = FigureHistory(np.empty(0, np.int32), dict.fromkeys(FIGURES, np.empty(0)))
    return replace(frame, crowd=none, trends=trends)


@asynccontextmanager
async def alone(
    panel: Panel, size: tuple[int, int], *frames: Frame
) -> AsyncIterator[tuple[Pilot[None], Alone]]:
    app = Alone(panel)
    async with app.run_test(size=size) as pilot:
        for frame in frames:
            panel.show(frame)
        await pilot.pause()
        yield pilot, app


def text_of(panel: Panel) -> str:
    """What stands in the panel, its border's words included."""
    lines = [panel.render_line(y).text for y in range(panel.size.height)]
    return "\n".join([panel.border_title or "", *lines, panel.border_subtitle or ""])


FACTS = {
    PhonePanel: (["Phone: Zoë", "watching now", "Why this video?", "of 16 topics", "♡", "✎", "↗", "Next"],
            ["手机：孙悦", "正在观看", "为什么是它？", "16 个主题里看到", "接下来"]),
    CocoonMap: (["comedy", "technology", "◆", "Zoë", "cocoon", "outside the ring: a cocoon"],
                ["搞笑", "科技", "孙悦", "茧房"]),
    VitalsPanel: (["Topics seen", "of 16", "Time in the app", "min", "▲", "varied", "cocoon"], ["看到的主题数"]),
    BrandPanel: (["LuckyKitchen", "food", "5th of 150", "reach 39%", "saw it", "fans", "trust", "impressions"],
                 ["幸运厨房", "美食", "第 5 名", "触达 39%", "铁粉", "信任"]),
    Ticker: (["→ @"], ["→ @"]),
    StatusBar: (["day 5 05:00", "▶ 4 hours a second"], ["第 5 天 05:00", "每秒 4 小时"]),
}  # fmt: skip


@pytest.mark.parametrize("lang", [0, 1], ids=["en", "zh"])
@pytest.mark.parametrize("panel", PANELS)
async def test_a_panel_says_what_the_frame_says(panel: type[Panel], lang: int) -> None:
    name = ("en", "zh")[lang]
    async with alone(panel(name), (80, 24), make_frame(101, lang=name)) as (_, app):
        shown = text_of(app.panel)
        for fact in FACTS[panel][lang]:
            assert fact in shown, f"{fact!r} not in\n{shown}"


@pytest.mark.sampled(5)
@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("size", SIZES)
async def test_any_size_with_much_and_with_nothing_to_show(panel: type[Panel], size: tuple[int, int]) -> None:
    frames = (
        make_frame(empty=True), make_frame(1), make_frame(30), make_frame(101, lang="zh"), crowdless(),
        make_frame(9, people=1), replace(make_frame(9), topics=("food",)),
    )  # fmt: skip
    async with alone(panel("en"), size) as (pilot, app):
        for frame in frames:
            app.panel.show(replace(frame, paused=True))
            app.panel.set_language(frame.lang)
            width = app.panel.size.width
            assert all(app.panel.render_line(y).cell_length == width for y in range(app.panel.size.height))
        await pilot.resize_terminal(size[0] + 9, size[1] + 4)
        await pilot.pause()
        width = app.panel.size.width
        assert all(app.panel.render_line(y).cell_length == width for y in range(app.panel.size.height))


@pytest.mark.parametrize("panel", [PhonePanel, CocoonMap, VitalsPanel, BrandPanel])
@pytest.mark.parametrize(("size", "lang"), [((28, 20), "en"), ((52, 20), "en"), ((80, 13), "zh")])
async def test_nan_is_never_said(panel: type[Panel], size: tuple[int, int], lang: str) -> None:
    async with alone(panel(lang), size, make_frame(empty=True, lang=lang)) as (_, app):
        assert "nan" not in text_of(app.panel).lower()


async def test_a_change_of_language_and_colours_shows_without_a_new_frame() -> None:
    async with alone(VitalsPanel("en"), (40, 20), make_frame(100)) as (pilot, app):
        before = [app.panel.render_line(y) for y in range(5)]
        app.theme = PAPER.name
        await pilot.pause()
        await pilot.pause()
        after = [app.panel.render_line(y) for y in range(5)]
        assert [strip.text for strip in before] == [strip.text for strip in after]
        assert {
            segment.style.bgcolor for strip in before[3:] for segment in strip if segment.style
        }.isdisjoint(segment.style.bgcolor for strip in after[3:] for segment in strip if segment.style)
        app.panel.set_language("zh")
        assert "看到的主题数" in text_of(app.panel)


async def test_dots_glide_and_arrive() -> None:
    panel = CocoonMap("en")
    async with alone(panel, (60, 24), make_frame(20)) as (pilot, _):
        panel.show(make_frame(200))
        assert np.abs(panel._x - panel._target_x).max() > 0.1
        await pilot.pause(1.6)
        assert np.nanmax(np.abs(panel._x - panel._target_x)) < 0.01
        assert not panel._moving


async def test_a_click_on_a_dot_picks_that_person() -> None:
    frame = make_frame(100, people=1, person=0)
    async with alone(CocoonMap("en"), (60, 24), frame) as (pilot, app):
        lines = [app.panel.render_line(y).text for y in range(app.panel.size.height)]
        row = next(y for y, line in enumerate(lines) if "◆" in line)
        column = lines[row].index("◆")
        await pilot.click(app.panel, offset=(column + 1, row + 1))
        await pilot.pause()
        assert [message.person for message in app.heard if isinstance(message, PersonPicked)] == [0]
        await pilot.click(app.panel, offset=(1, 1))
        await pilot.pause()
        assert len(app.heard) == 1


async def test_a_click_on_a_comment_picks_who_wrote_it_and_on_a_rival_that_creator() -> None:
    frame = make_frame(100)
    async with alone(Ticker("en"), (40, 13), frame) as (pilot, app):
        await pilot.click(app.panel, offset=(6, 3))
        await pilot.pause()
        assert [message.person for message in app.heard if isinstance(message, PersonPicked)] == [
            frame.remarks[1].person
        ]
    for size in ((160, 45), (80, 24)):
        async with alone(BrandPanel("en"), size, frame) as (pilot, app):
            lines = [app.panel.render_line(y).text for y in range(app.panel.size.height)]
            row = next(y for y, line in enumerate(lines) if "PixelPanda" in line)
            await pilot.click(app.panel, offset=(lines[row].index("PixelPanda") + 2, row + 1))
            await pilot.pause()
            assert [m.creator for m in app.heard if isinstance(m, CreatorPicked)] == [
                frame.brand.rivals[1].creator
            ]


async def test_comments_come_one_at_a_time_and_keep_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: 1_000.0)
    ticker = Ticker("en")
    async with alone(ticker, (80, 12), make_frame(100)) as (_, app):
        before = text_of(app.panel)
        for tick in range(101, 118):
            ticker.show(make_frame(tick))
        assert text_of(app.panel) == before
        monkeypatch.setattr(clock, "now", lambda: 1_001.0)
        ticker.show(make_frame(118))
        lines = [line for line in text_of(app.panel).splitlines()[1:-1] if line.strip()]
        assert lines[1:] == [line for line in before.splitlines()[1:-1] if line.strip()][: len(lines) - 1]
        ticker.show(make_frame(150, paused=True))
        assert ticker._shown == list(make_frame(150).remarks)


async def test_comments_of_days_that_are_over_say_which() -> None:
    frame = make_frame(98)
    async with alone(Ticker("en"), (42, 20), frame) as (_, app):
        lines = [line.strip("│ ") for line in text_of(app.panel).splitlines()]
        at = lines.index("day 4")
        assert all(line[:3] in ("01:", "00:") for line in lines[1:at] if "→" in line)
        assert lines[at + 1].startswith("23:00") and lines.count("day 4") == 1
    async with alone(Ticker("en"), (80, 5), replace(frame, tick=96, remarks=frame.remarks[4:])) as (_, app):
        assert "day 4 23:00 " in text_of(app.panel), "beside the hour where rows are few"


async def test_a_figure_is_not_cut() -> None:
    frame = make_frame(98)
    many = replace(frame, vitals=frame.vitals.having(effective_topics=10.0))
    async with alone(VitalsPanel("en"), (38, 20), many) as (_, app):
        assert "10.0 of 16" in text_of(app.panel)


async def test_names_are_not_markup() -> None:
    frame = make_frame(100)
    odd = "[bold]Bo[/] [x"
    frame = replace(
        frame,
        phone=replace(frame.phone, name=odd),
        brand=replace(frame.brand, name=odd),
        remarks=(Remark(99, 1, odd, 2, odd, 3, odd),),
    )
    async with alone(PhonePanel("en"), (60, 24), frame) as (_, app):
        assert app.panel._border_title is not None and odd in app.panel._border_title.plain
    async with alone(Ticker("en"), (60, 12), frame) as (_, app):
        assert odd in text_of(app.panel)


async def test_the_first_line_says_paused_notice_and_the_reached_speed() -> None:
    async with alone(StatusBar("en"), (120, 3), make_frame(100, paused=True)) as (_, app):
        assert "paused" in text_of(app.panel) and "▶" not in text_of(app.panel)
    async with alone(StatusBar("en"), (160, 3), make_frame(100, speed=0.0, rate=21.3)) as (_, app):
        shown = text_of(app.panel)
        assert (
            "(reached 21)" in shown and "algorithm: People like you" in shown and "of 1,000 online" in shown
        )
    async with alone(StatusBar("zh"), (160, 3), make_frame(100, lang="zh", notice="compiling")) as (_, app):
        assert "正在编译" in text_of(app.panel)


@pytest.mark.parametrize("size", [(80, 24), (118, 27), (198, 42)])
async def test_the_followed_creator_is_among_its_rivals_with_its_rank(size: tuple[int, int]) -> None:
    frame = make_frame(100)
    *others, last = [rival for rival in frame.brand.rivals if rival.creator != frame.brand.creator]
    own = replace(last, creator=frame.brand.creator, name="Followed")
    frame = replace(frame, brand=replace(frame.brand, rank=87, rivals=(*others, own)))
    async with alone(BrandPanel("en"), size, frame) as (_, app):
        line = next(line for line in text_of(app.panel).splitlines() if "Followed" in line)
        assert "▶ 87" in line
        assert text_of(app.panel).count("▶") == 1


@pytest.mark.parametrize("width", [38, 40, 60])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_three_states_below_the_map_are_whole(width: int, lang: str) -> None:
    frame = make_frame(100, lang=lang)
    frame = replace(frame, vitals=frame.vitals.having(varied=1.0, narrowing=0.0, cocooned=0.0))
    async with alone(CocoonMap(lang), (width + 2, 20), frame) as (_, app):
        words = app.panel.render_line(app.panel.size.height - 1).text.split()
        names = [catalogue(lang)(f"view.states.{state}") for state in ("varied", "narrowing", "cocooned")]
        assert words == ["100%", names[0], "0%", names[1], "0%", names[2]]


async def test_few_people_on_a_large_map_are_drawn_large() -> None:
    def lit(app: Alone) -> int:
        text = "".join(app.panel.render_line(y).text for y in range(app.panel.size.height))
        return sum((ord(mark) - 0x2800).bit_count() for mark in text if 0x2800 <= ord(mark) <= 0x28FF)

    none = replace(make_frame(100, people=40), crowd=crowdless().crowd)
    dots: list[int] = []
    for people in (40, 400):
        async with alone(CocoonMap("en"), (60, 24), make_frame(100, people=people)) as (_, app):
            dots.append(lit(app))
    async with alone(CocoonMap("en"), (60, 24), none) as (_, app):
        rim = lit(app)
    assert dots[0] - rim > 2 * 40 > (dots[1] - rim) / 5


async def test_what_the_empty_map_says_covers_no_topic() -> None:
    for lang in ("en", "zh"):
        frame, say = make_frame(empty=True, lang=lang), catalogue(lang)
        for size in ((80, 18), (52, 20), (78, 24)):
            async with alone(CocoonMap(lang), size, frame) as (_, app):
                drawn = text_of(app.panel)
                assert all(say(f"topic.{topic}") in drawn for topic in frame.topics), size
                assert say("view.map.waiting")[-2:] in drawn


async def test_the_lines_of_the_chart_are_named_even_where_their_values_have_no_room() -> None:
    for size in ((118, 27), (68, 13), (80, 24)):
        async with alone(BrandPanel("en"), size, make_frame(100)) as (_, app):
            shown = text_of(app.panel)
            assert "reach" in shown and "followers" in shown, size


async def test_a_comment_is_never_cut_in_two_lines_of_forty_cells() -> None:
    frame = make_frame(100)
    async with alone(Ticker("en"), (42, 30), frame) as (_, app):
        shown = " ".join(text_of(app.panel).split())
        for remark in frame.remarks[:4]:
            assert remark.text in shown


@pytest.mark.slow
async def test_the_right_of_the_first_line_stays_where_it_is_while_the_speed_changes() -> None:
    """At any width, whatever is asked for and reached."""
    for width in (80, 100, 120, 200):
        for lang, word in (("en", "algorithm:"), ("zh", "算法：")):
            places: set[int] = set()
            for speed, rate in (
                (1.0, 1.0),
                (32.0, 31.9),
                (32.0, 4.9),
                (0.0, 35.0),
                (0.0, 250.0),
                (0.25, 0.25),
            ):
                frame = make_frame(100, lang=lang, speed=speed, rate=rate)
                async with alone(StatusBar(lang), (width, 3), frame) as (_, app):
                    shown = app.panel.render_line(0).text
                    places.add(cell_len(shown[: shown.index(word)]))
            assert len(places) == 1, (width, lang)


async def test_the_states_fit_whatever_they_are() -> None:
    frame = make_frame(100)
    for varied in (1.0, 0.993, 0.905, 0.095, 0.0):
        rest = (1 - varied) / 2
        vitals = frame.vitals.having(varied=varied, narrowing=rest, cocooned=rest)
        async with alone(VitalsPanel("en"), (41, 20), replace(frame, vitals=vitals)) as (_, app):
            shown = app.panel.render_line(1).text
            assert shown.count("%") == 3 and all(
                word in shown for word in ("varied ", "narrowing ", "cocoon ")
            )
            assert shown.count(view.percent(rest)) >= 2, "rounded as everywhere else"
