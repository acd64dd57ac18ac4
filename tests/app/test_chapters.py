"""What the story's chapters promise really happens; a teacher's chapter is read strictly."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from simulator.app.kit.text import wrap
from simulator.cli import command_line
from simulator.frames import Crowd
from simulator.locale import LANGUAGES
from simulator.rooms.story.chapter import Chapter, ChapterError, chapters, names, read
from simulator.rooms.story.tour import Tour
from simulator.settings.tree import Settings
from tests.app.told import TINY, outcomes
from tests.refused import refused

OURS = chapters()
RIGHT = {
    "learns": {1: "more than now"},
    "people": {1: "much more"},
    "cocoon": {1: "fewer", 2: "many more", 3: "more"},
    "worlds": {0: "fewer"},
    "newcomer": {0: "hardly anybody", 1: "up to a fifth more"},
    "unfair": {0: "more than that", 1: "less"},
    "data": {1: "less"},
    "ways-out": {1: "hardly more than before", 2: "far fewer"},
}
"""What comes out on each page that asks."""


SIZES = {
    "learns": {1: (0.05, 0.2)},
    "people": {1: (0.2, 0.4)},
    "cocoon": {1: (-3.3, -1.8), 2: (0.3, 0.65), 3: (0.8, 1.0)},
    "worlds": {0: (-3.8, -2.1)},
    "newcomer": {0: (0.0, 0.028), 1: (0.03, 0.19)},
    "unfair": {0: (0.23, 0.35), 1: (-0.18, -0.05)},
    "data": {1: (-0.4, -0.18)},
    "ways-out": {1: (-0.15, 0.25), 2: (-0.85, -0.45)},
}
"""Between what the measured value lies there, whatever the seed."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("chapter", OURS, ids=names())
def test_what_a_chapter_promises_really_happens(chapter: Chapter, seed: int) -> None:
    """No outcome is written anywhere: it is measured in the chapter's own world, and another luck changes no answer.
    In the chapter on cocoons the middle of the map empties and its rim fills, by the same states that the map draws."""
    pages = list(outcomes(chapter, seed))
    for page in pages:
        assert all("{" not in words for words in page.told.values())
        if page.outcome is not None:
            least, most = SIZES[chapter.name][page.page]
            assert least <= page.outcome.value <= most, page.page
        if (
            seed == 1 and page.page < 3
        ):  # as it is told, and before a chapter looks at whom it has made narrow
            phone = page.frame.phone
            assert phone.items and page.frame.tick - 1 - phone.since < 24, "somebody who comes daily"
    assert {page.page: page.right for page in pages if page.outcome is not None} == RIGHT[chapter.name]
    if chapter.name == "cocoon":
        shown = [page.frame for page in pages[:3]]
        varied, cocooned = zip(
            *((frame.vitals.varied, frame.vitals.cocooned) for frame in shown), strict=True
        )
        out = [mean_distance(frame.crowd) for frame in shown]
        assert varied[0] > 0.9 and varied[1] < 0.6 and varied[2] < 0.15
        assert cocooned[0] == 0.0 and cocooned[2] > 0.3
        assert out[0] + 0.15 < out[1] < out[2] - 0.1


def mean_distance(crowd: Crowd) -> float:
    """Of people from the middle of the map, 0..1."""
    return float(np.nanmean(np.hypot(crowd.x, crowd.y)))


def test_there_are_eight_chapters_and_each_asks_before_it_tells() -> None:
    assert names() == tuple(RIGHT)
    for chapter in OURS:
        assert any(page.question is not None and page.reveal is not None for page in chapter.pages)
        hours = sum(page.hours / page.speed for page in chapter.pages if page.hours)
        assert 8 <= hours <= 30, f"{chapter.name} runs for {hours} s"


@pytest.mark.parametrize("chapter", OURS, ids=names())
def test_a_chapter_has_eight_topics_and_says_so(chapter: Chapter) -> None:
    """As many as there are hues that everybody can tell apart."""
    for page, told in enumerate(chapter.pages):
        assert len(Settings.model_validate(chapter.world(page)).world.topics) == 8
        assert not any("16" in told.text[lang] + (told.reveal or told.text)[lang] for lang in LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("chapter", OURS, ids=names())
def test_its_words_fit_into_a_small_window(chapter: Chapter, lang: str) -> None:
    """Six rows of 78 cells, with names and figures in their places."""
    name = {"en": "Alexandria", "zh": "欧阳静怡"}[lang]

    def lines(text: str) -> int:
        return len(wrap(re.sub(r"\{person\}|\{creator\}", name, re.sub(r"\{\w+\}", "100%", text)), 78, 99))

    for number, page in enumerate(chapter.pages):
        question = page.question
        asked = 0
        if question is not None:
            assert lines(question.ask[lang]) == 1
            assert lines("   ".join(f" 1  {choice.words[lang]}" for choice in question.choices)) == 1
            asked = 2
        assert lines(page.text[lang]) + max(asked, bool(page.hours)) <= 6, number
        if page.reveal is not None:
            assert lines(page.reveal[lang]) + 1 <= 6, number


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('show = "map"', 'show = "mop"', "page 2: show must be one of phone, map, brand, vitals, worlds, not 'mop'"),
        ('zh = "小"', 'zh = " "', "title needs words in zh"),
        ("{first}", "{second}", "cannot say {second}; here it may say {person}, {creator}, {topic}, {first}"),
        ('measure = "vitals.watch_ratio"', 'measure = "vitals.watched"', "question: measure must be one of"),
        ("below = 0", "below = -1", "ranges must follow each other without gap or overlap"),
        ("hours = 6, speed = 100", "hours = 0, speed = 9", "run.hours must be a number between 1 and 2000, not 0"),
        ("person = 3", 'person = "first"', "follow.person must be a number from 0 or one of narrowest, widest"),
        ("switch =", "swich =", "page 2 has no 'swich' (did you mean 'switch'?)"),
        ('against = "first"', 'against = "last"', "against must be one of start, twin, first, not 'last'"),
        ("[[pages]]", "[[page]]", "the chapter has no 'page' (did you mean 'pages'?)"),
        ("title =", "title", "is not valid TOML"),
    ],
)  # fmt: skip
def test_a_chapter_that_cannot_be_told_is_refused_in_one_sentence(old: str, new: str, sentence: str) -> None:
    assert read(TINY, "tiny.toml").pages[0].person == 3
    with pytest.raises(ChapterError) as refused:
        read(TINY.replace(old, new), "tiny.toml")
    assert sentence in str(refused.value) and "\n" not in str(refused.value).rstrip()
    assert str(refused.value).startswith("tiny.toml")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("people = 30", "people = -3", "world.people must be between 1 and 5000000, not -3"),
        ('switch = "random"', 'switch = "rando"', "page 2: switch must be one of"),
        ("rerank.exploration.on", "slate", "page 2: tune cannot change feed.slate"),
        ("person = 3", "person = 30", "page 1: follow.person must be between 0 and 29, not 30"),
    ],
)
def test_check_also_looks_at_what_the_world_is_asked_for(
    old: str, new: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "tiny.toml"
    file.write_text(TINY.replace(old, new), encoding="utf-8")
    assert sentence in refused(capsys, "story", "--check", str(file))


def test_the_command_line_opens_chapters_by_number_name_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[tuple[object, object]] = []

    def open_app(settings: object, lang: object, *, tour: Tour, cast: object) -> int:
        opened.append((tour.first, tour.auto))
        assert settings == tour.chapters[tour.first or 0].world() and lang is None and cast is None
        return 0

    monkeypatch.setattr("simulator.app.launch.open_app", open_app)
    file = tmp_path / "tiny.toml"
    file.write_text(TINY, encoding="utf-8")
    for words in ([], ["3"], ["worlds"], ["--auto"], [str(file)]):
        assert command_line(["story", *words]) == 0
    assert opened == [(None, False), (2, False), (3, False), (None, True), (0, False)]
    assert command_line(["story", "--check", str(file)]) == 0
    assert command_line(["story", "--check"]) == 0
    assert "2 pages" in capsys.readouterr().out
    assert command_line(["story", "9"]) == 2
    assert command_line(["story", "missing.toml"]) == 2
    assert command_line(["story", "--lang", "de"]) == 2
