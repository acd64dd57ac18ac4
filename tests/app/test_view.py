"""What stands on the screen is what the frame says, in plain words, in two languages."""

from __future__ import annotations

import string
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.color import Color

from recommender.types import Source
from simulator.app import view
from simulator.app.inks import HUES_ON_DARK, HUES_ON_LIGHT, Inks
from simulator.app.playing import HOLD_S, PLAY_S, Playback, along, hurried
from simulator.app.readings import readings
from simulator.app.themes import NIGHT, PAPER
from simulator.frames import MARKS, Mark, PlaceReason
from simulator.locale import catalogue
from tests.app.frames import make_frame

EN, ZH = catalogue("en"), catalogue("zh")
NAN = float("nan")


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    ours = {key for key in EN if key.startswith("view.")}
    assert ours == {key for key in ZH if key.startswith("view.")}
    for key in ours:
        assert slots(EN(key)) >= slots(ZH(key)), key


def test_every_mark_has_words() -> None:
    data = {
        "posted": (3,), "viral": (1234, 7), "first_follower": (), "reach": (25,), "together": (7, 3),
        "arrived": (), "stopped": (),
    }  # fmt: skip
    assert set(data) == set(MARKS)
    said = [view.mark(Mark(5, kind, data[kind], "sunnyfields"), EN) for kind in MARKS]
    assert said[:2] == ["videos posted: 3", "a video went viral: 1.2k views in a day"]
    assert said[2:4] == ["the first follower", "25% of all people reached"]
    assert said[4] == "made a video with sunnyfields"
    assert said[5:] == ["arrived, known to nobody", "stopped posting for good"]
    assert all(view.mark(Mark(5, kind, data[kind]), ZH) for kind in MARKS)


def test_a_count_agrees_with_its_word() -> None:
    assert view.mark(Mark(5, "viral", (1, 7), "sunnyfields"), EN) == "a video went viral: 1 view in a day"
    assert EN("view.status.videos", videos="1") == "1 video"
    assert EN("view.status.videos", videos="1,001") == "1,001 videos"
    assert ZH("view.status.videos", videos="1") == "1 个视频"


def test_a_trial_says_whom_it_is_tried_on() -> None:
    trial = int(Source.TRIAL)
    audiences = ("", "lot", "followers", "topics", "pool")
    for say in (EN, ZH):
        for short in (True, False):
            said = [
                view.why_sentence(PlaceReason(trial, audience=one), "Ana", say, short=short)
                for one in audiences
            ]
            assert len(set(said)) == len(audiences) and all(said)
    assert "topics" not in view.why_sentence(PlaceReason(trial, audience="lot"), "Ana", EN)


def test_what_a_creator_is_linked_to_comes_first_things_first() -> None:
    assert view.links(make_frame(), EN) == "food 62%, travel 10%, comedy 5.0%"
    assert view.links(make_frame(lang="zh"), ZH) == "美食 62%、旅行 10%、搞笑 5.0%"
    assert view.links(make_frame(), EN, 22) == "food 62%, travel 10%", "no name is cut"
    assert view.links(make_frame(), EN, 5) == "food 62%"
    assert view.links(make_frame(empty=True), EN) == view.DASH


def test_every_source_of_the_recommender_has_a_sentence() -> None:
    for source in Source:
        for say in (EN, ZH):
            bars = (("Mia", 0.5),)
            assert view.why_sentence(PlaceReason(int(source), bars), "Ana", say)
            assert not view.why_sentence(PlaceReason(int(source)), "Ana", say).endswith((":", ":"))
    assert view.why_sentence(PlaceReason(1, (("Mia", 0.4),)), "Ana", EN) == "People like Ana watched it:"
    assert view.why_sentence(PlaceReason(1), "Ana", EN) == "People like Ana watched it."
    assert view.why_sentence(PlaceReason(99), "Ana", EN) == "No reason is known."


@pytest.mark.parametrize(
    ("tick", "en", "zh"),
    [
        (0, "day 1 00:00", "第 1 天 00:00"),
        (23, "day 1 23:00", "第 1 天 23:00"),
        (278, "day 12 14:00", "第 12 天 14:00"),
    ],
)
def test_clock(tick: int, en: str, zh: str) -> None:
    assert (view.clock(tick, EN), view.clock(tick, ZH)) == (en, zh)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (NAN, "–"),
        (0, "0%"),
        (0.003, "0.3%"),
        (0.0994, "9.9%"),
        (0.0996, "10%"),
        (0.41, "41%"),
        (1, "100%"),
        (1.37, "137%"),
    ],
)
def test_percent(share: float, text: str) -> None:
    assert view.percent(share) == text


@pytest.mark.parametrize(
    ("number", "en", "zh"),
    [
        (0, "0", "0"), (999, "999", "999"), (1234, "1.2k", "1,234"), (9_949, "9.9k", "9,949"), (9_960, "10k", "9,960"),
        (48_000, "48k", "4.8万"), (999_700, "1.0M", "100万"), (3_400_000, "3.4M", "340万"), (2.5e8, "250M", "2.5亿"),
        (NAN, "–", "–"),
    ],
)  # fmt: skip
def test_count(number: float, en: str, zh: str) -> None:
    assert (view.count(number, EN), view.count(number, ZH)) == (en, zh)


@given(st.floats(0, 1e10))
def test_a_count_takes_at_most_six_cells(number: float) -> None:
    assert all(cell_len(view.count(number, say)) <= 6 for say in (EN, ZH))


def test_ordinals() -> None:
    said = [view.ordinal(n, EN) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)]
    assert said == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]
    assert view.ordinal(12, ZH) == "第 12 名"


def test_ago_change_and_speed() -> None:
    assert [view.ago(h, EN) for h in (0, 3, 47, 48)] == ["just now", "3 h ago", "47 h ago", "2 days ago"]
    assert [view.change(3.1, 8, EN, 1), view.change(12, 0, EN), view.change(1.04, 1, EN, 1)] == [
        "▼ 4.9",
        "▲ 12",
        "=",
    ]
    assert [view.change(0, 1_299, EN), view.change(56_304, 0, EN), view.change(56_304, 0, ZH)] == [
        "▼ 1,299",
        "▲ 56k",
        "▲ 5.6万",
    ]
    assert view.change(NAN, 1, EN) == view.change(1, NAN, EN) == ""
    said = [view.speed(s, EN) for s in (0.25, 1, 4, 0)]
    assert said == ["1 hour in 4 s", "1 hour a second", "4 hours a second", "as fast as it can"]
    frame = make_frame(speed=4.0)
    assert view.reached(frame, 3.9, EN) == ""
    assert view.reached(frame, 2.0, EN) == "(reached 2.0)"
    assert view.reached(replace(frame, speed=0.0), 31.6, ZH) == "（实际 32）"


def test_presence() -> None:
    phone = make_frame(100).phone
    assert view.presence(replace(phone, online=True), 100, EN) == "watching now"
    assert view.presence(replace(phone, online=False, since=97), 100, EN) == "was here 2 h ago"
    assert view.presence(replace(phone, online=False, since=-1), 100, ZH) == "还没有上过线"


def test_actions_appear_when_they_happen() -> None:
    item = replace(
        make_frame(3).phone.items[0], liked=True, commented=True, shared=True, followed=True, disliked=True
    )
    assert view.actions(item, 0.0, EN) == []
    assert view.actions(item, 0.5, EN) == ["♥ likes it"]
    assert len(view.actions(item, 1.0, EN)) == 5
    assert view.actions(item, 0.5, EN, who="you") == ["♥ you like it"]


def test_topics_that_the_catalogue_does_not_know_are_called_by_their_key() -> None:
    frame = replace(make_frame(5), topics=("gardening", "food"))
    assert [view.topic_word(frame, 0, ZH), view.topic_word(frame, 1, ZH)] == ["gardening", "美食"]
    assert view.topic_letter(frame, 0, EN) == "G"
    letters = [view.topic_letter(make_frame(5), topic, EN) for topic in range(16)]
    assert len(set(letters)) == 16


def test_readings_compare_with_a_day_ago_and_are_silent_before() -> None:
    young, old = readings(make_frame(10), EN), readings(make_frame(100), EN)
    assert {reading.change for reading in young} == {""}
    topics = old[0]
    assert topics.value.endswith("of 16") and topics.change.startswith("▼")
    assert readings(make_frame(empty=True), EN)[0].value.startswith("–")


# ---- colours ----


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def linear(colour: str) -> np.ndarray:
    rgb = np.array(Color.parse(colour).rgb) / 255
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


@pytest.mark.parametrize(
    ("hues", "ground"), [(HUES_ON_DARK, NIGHT.background), (HUES_ON_LIGHT, PAPER.background)]
)
def test_every_hue_can_be_read(hues: tuple[str, ...], ground: str) -> None:
    for hue in hues:
        light, dark = sorted((luminance(hue), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


DEUTAN = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
PROTAN = np.array([[0.152, 1.053, -0.205], [0.115, 0.786, 0.099], [-0.004, -0.048, 1.052]])
"""What people see who lack one kind of cone (Machado et al. 2009), in linear RGB."""


@pytest.mark.parametrize("seen", [np.eye(3), DEUTAN, PROTAN])
@pytest.mark.parametrize("hues", [HUES_ON_DARK, HUES_ON_LIGHT])
def test_hues_differ_for_the_colour_blind(hues: tuple[str, ...], seen: np.ndarray) -> None:
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = np.array([to_xyz @ np.clip(seen @ linear(hue), 0, 1) for hue in hues]) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    lab = np.stack([116 * f[:, 1] - 16, 500 * (f[:, 0] - f[:, 1]), 200 * (f[:, 1] - f[:, 2])], axis=1)
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=2) + 99 * np.eye(len(hues))
    assert apart[:8, :8].min() > 20
    # Sixteen stand in a circle: neighbours, and who stands opposite, differ as much; no two are alike.
    assert min(apart[each, (each + away) % 16] for each in range(16) for away in (1, 8)) > 20
    assert apart.min() > 13


@pytest.mark.parametrize("variables", [{}, {"foreground": "ansi_default", "background": "ansi_default"}])
def test_inks_are_made_of_any_theme(variables: dict[str, str]) -> None:
    inks = Inks(variables, dark=True)
    for ink in ("", "bold", "dim", "faint", "soft", "topic3 card", "bold filled primary", "nothing"):
        assert inks[ink] is inks[ink]


# ---- the phone's playing ----


def test_the_phone_plays_the_feed_along_the_clock() -> None:
    phone = replace(make_frame(6).phone, online=True)
    scenes = [along(phone, 6, progress) for progress in np.linspace(0, 1, 200)]
    assert scenes[0].place == 0 and scenes[0].watched_s == 0
    assert scenes[-1].place == phone.watched - 1 and scenes[-1].through == 1
    places = [scene.place for scene in scenes]
    assert places == sorted(places) and set(places) == set(range(phone.watched))
    assert all(scene.watched_s <= scene.item.watch_s for scene in scenes if scene.item)
    assert along(replace(phone, online=False), 6, 0.1).through == 1
    assert along(make_frame(empty=True).phone, 0, 0.5).item is None


def test_in_a_hurry_a_video_stands_long_enough_to_read() -> None:
    player = Playback()
    shown = [player.look(make_frame(tick, speed=32.0, rate=31.0), tick / 32).item for tick in range(1, 101)]
    assert sum(one is not two for one, two in pairwise(shown)) <= 100 / 32 / HOLD_S
    scene = player.look(make_frame(101, speed=32.0, rate=31.0), 999.0)
    assert scene.through == 0 and scene.alone
    scene = player.look(make_frame(102, speed=32.0, rate=31.0), 999.0 + PLAY_S)
    assert scene.through == 1 and not scene.alone
    assert player.look(make_frame(103, person=9, speed=32.0), 999.8).phone.person == 9
    assert player.look(make_frame(103, person=9, speed=32.0, lang="zh"), 999.9).phone.name == "李伟"


def test_a_feed_that_is_over_plays_to_its_end_and_the_next_one_from_its_beginning() -> None:
    gone = make_frame(100, speed=1.0, rate=1.0)
    player = Playback()
    places = [player.look(gone, second).place for second in np.arange(0, 60, HOLD_S)]
    last = gone.phone.watched - 1
    assert places[: last + 1] == list(range(last + 1)) and set(places[last:]) == {last}
    assert player.look(make_frame(101, speed=1.0, rate=1.0), 99.0).place == 0


def test_while_the_world_stands_still_so_does_the_phone_until_a_step() -> None:
    player = Playback()
    still = make_frame(101, paused=True)
    assert {player.look(still, second).place for second in range(50)} == {0}
    assert player.look(make_frame(103, paused=True), 50.0).tick == 103


def test_a_calm_pace_follows_the_clock() -> None:
    frame = make_frame(101, speed=0.25, rate=0.25)
    assert not hurried(frame) and hurried(replace(frame, speed=0.0, rate=0.0))
    player = Playback()
    assert player.look(frame, 0.0) == along(frame.phone, frame.tick, frame.progress)
