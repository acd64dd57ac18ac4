"""When panels are drawn: only what changed, figures at their pace and of one hour, a pause at once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from simulator.app import view
from simulator.app.kit import clock
from simulator.app.kit.rows import Row
from simulator.app.widgets.panel import BEAT_S, Panel
from simulator.app.widgets.phone import PhonePanel
from simulator.app.widgets.status_bar import StatusBar
from simulator.locale import catalogue
from simulator.rooms.dashboard.vitals_panel import VitalsPanel
from tests.app.frames import make_frame
from tests.app.test_widgets import PANELS, Alone, alone, text_of


@pytest.mark.parametrize("panel", PANELS)
async def test_the_same_picture_refreshes_nothing(
    panel: type[Panel], monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = make_frame(101, paused=True)
    async with alone(panel("en"), (80, 20), frame) as (pilot, app):
        calls: list[object] = []
        for _ in range(20):  # the phone plays its video to the end first
            await pilot.pause(0.3)
            with monkeypatch.context() as patched:
                patched.setattr(app.panel, "refresh", lambda *regions, **_: calls.append(regions))
                calls.clear()
                app.panel.show(replace(frame))
            if not calls:
                break
        assert calls == []


async def test_only_rows_that_change_are_refreshed(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = make_frame(101, speed=0.1, rate=0.1, progress=0.1)
    async with alone(PhonePanel("en"), (28, 20), frame) as (_, app):
        rows: list[int] = []
        monkeypatch.setattr(app.panel, "refresh", lambda *regions, **_: rows.extend(r.y for r in regions))
        app.panel.show(replace(frame, progress=0.11))
        assert 1 <= len(rows) <= 3


async def test_a_phone_plays_on_while_no_frame_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    async with alone(PhonePanel("en"), (28, 20), make_frame(101)) as (pilot, app):
        app.panel.show(make_frame(101, speed=50.0, rate=50.0))
        drawn: list[list[Row]] = []
        monkeypatch.setattr(app.panel, "paint", drawn.append)
        app.panel.redraw()
        for _ in range(20):
            await pilot.pause(0.05)
        assert len(drawn) > 3


async def test_numbers_wait_their_turn_and_the_last_ones_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: 1000.1)
    async with alone(VitalsPanel("en"), (40, 20), make_frame(100)) as (pilot, app):
        before = text_of(app.panel)
        app.panel.show(make_frame(130))
        assert text_of(app.panel) == before
        await pilot.pause(1.5 * BEAT_S + 0.1)
        assert text_of(app.panel) != before


async def test_a_figure_is_of_the_same_hour_wherever_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [1000.1]

    def passing() -> float:
        seconds[0] += 0.01  # drawing takes time: panels are on either side of a beat's border
        return seconds[0]

    monkeypatch.setattr(clock, "now", passing)
    app, line = Alone(VitalsPanel("en")), StatusBar("en")
    async with app.run_test(size=(160, 40)) as pilot:
        await app.screen.mount(line)
        await pilot.pause()

        def come(at: float, hour: int) -> set[str]:
            seconds[0] = 1000 + at
            frame = make_frame(50 + hour)
            frame = replace(frame, vitals=replace(frame.vitals, people=100).having(online=10 + hour))
            for panel in (app.panel, line):
                panel.show(frame)
            assert view.clock(50 + hour, catalogue("en")) in line.render_line(0).text, "the clock never waits"
            top = re.search(r"(\d+) of 100 online", line.render_line(0).text)
            below = re.search(r"watching in this hour +(\d+)", text_of(app.panel))
            assert top and below
            return {top[1], below[1]}

        assert [come(0.1, 0), come(0.2, 1), come(0.485, 2)] == 3 * [{"10"}]
        assert [come(0.495, 3), come(0.7, 4), come(1.0, 5)] == [{"13"}, {"13"}, {"15"}]


async def test_a_pause_shows_at_once() -> None:
    async with alone(VitalsPanel("en"), (40, 20), make_frame(100)) as (_, app):
        before = text_of(app.panel)
        app.panel.show(make_frame(130, paused=True))
        assert text_of(app.panel) != before
