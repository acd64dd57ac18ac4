"""Text from outside, through every field that takes any: what terminal, picture, page and JSON get is harmless."""

from __future__ import annotations

import html
import json
import re
import tomllib
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from recommender.clean import clean, escaped, harmful, spelt_out
from recommender.datasets import read_log
from simulator.app.app import FeedscopeApp
from simulator.app.doors import ROOM_NAMES
from simulator.app.shelf import recordings
from simulator.app.widgets.field import Field
from simulator.frames import Frame
from simulator.recording import frame_text
from simulator.recording.errors import RecordingError
from simulator.report.printed import page
from simulator.report.summary import summary
from simulator.rooms.story.chapter import ChapterError, read
from simulator.session import SessionEnded
from simulator.settings.errors import SettingsError
from simulator.settings.files import from_toml, to_toml
from simulator.settings.toml_text import literal
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame
from tests.app.opened import WAY
from tests.app.scenes import CLOSEUPS
from tests.refused import refused

OSC, CSI, BEL, BIDI, MARKUP = "\x1b]0;PWNED\x07", "\x1b[31m", "\x07", "\u202e", "[/] [bold red]x[/] :bomb:"
HOSTILE = f"{OSC}{CSI}{BEL}{BIDI}{MARKUP}\x9b31m\x7f\u2028a\r\nb\t\ud800\U000e0041"
FREE = {"name", "creator_name", "title", "tags", "comment", "text", "tag", "topics", "refused"}
"""The fields of a frame that hold words of people and creators."""

MINE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\]8;[^\x1b]*\x1b\\")
"""What the app itself tells a terminal: colours, where to write, no link."""


def assert_harmless(text: str) -> None:
    """Nothing in it is obeyed by a terminal, but for line breaks."""
    assert not harmful(text.replace("\n", "")), ascii(text)


@given(st.text())
def test_clean_text_has_no_control_characters_and_the_same_length(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) == len(text) and clean(cleaned) == cleaned
    for letter in cleaned:
        category, width = unicodedata.category(letter), unicodedata.bidirectional(letter)
        assert category not in ("Cc", "Cs", "Zl", "Zp"), ascii(letter)
        assert width not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"), ascii(letter)


def test_by_hand() -> None:
    assert clean("a\x1b[31mb\x07\r\n\u202ec") == "a?[31mb???" + "?c"
    for good in ("Zoë Ünal", "王晓梅", "🧑\u200d🍳", "\u3000x", "[/]", "می\u200cخواهم"):
        assert clean(good) == good
    assert harmful("ok") == "" and harmful("a\x9d") == "U+009D"


@given(st.text())
def test_json_and_toml_say_the_same_without_them(text: str) -> None:
    told = spelt_out(json.dumps({"x": text}, ensure_ascii=False, indent=1))
    assert json.loads(told) == {"x": text}
    assert_harmless(told)
    if not re.search("[\ud800-\udfff]", text):
        line = literal(text)
        assert tomllib.loads(f"x = {line}") == {"x": text}
        assert_harmless(line)
    assert escaped('"\u202e\U000e0001"') == '"\\u202e\\U000e0001"'


def test_refusals_quote_it_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Keys, values, topics, options, verbs, file names: every way in which a refusal repeats what it was given."""
    escape = HOSTILE.encode("unicode_escape", "surrogatepass").decode().replace("\\x", "\\u00")
    escape = escape.replace("\\ud800", "")
    file = tmp_path / "a.toml"
    for text in (
        f'[world]\n"{escape}" = 3\n',
        f'["{escape}"]\nx = 3\n',
        f'[feed]\nalgorithm = "{escape}"\n',
        f'[world]\ntopics = ["{escape[:30]}", "b", "c"]\n',
        f'[[creators.strategies]]\n"{escape}" = 1\n',
        f"x = {HOSTILE}".replace("\ud800", ""),
    ):
        file.write_text(text, encoding="utf-8")
        assert_harmless(refused(capsys, "run", "--settings", str(file)))
    word = HOSTILE.replace("\ud800", "")
    for words in (
        (word,),
        ("run", f"--{word}"),
        ("run", "--people", word),
        ("run", "--world", word),
        ("run", "--settings", str(tmp_path / word)),
        ("run", "--people-from", str(tmp_path / word)),
        ("story", word),
        ("story", "--check", f"{word}.toml"),
        ("paper", word),
        ("compare", "--arms", word),
        ("evaluate", word),
    ):
        assert_harmless(refused(capsys, *words))
    for error in (SettingsError, RecordingError, ChapterError):
        assert_harmless(str(error(HOSTILE)))
    assert str(SettingsError("a", "b\nc")) == "a\nb?c"


def test_a_refusal_does_not_repeat_all_of_a_long_word(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(refused(capsys, "run", "--days", "9" * 5000)) <= 1000


@pytest.mark.parametrize("letter", ["\x1b", "\x07", "\x9d", "\x7f", "\u202e", "\n", "\t", "\u2028"])
def test_topics_with_such_characters_are_refused(letter: str) -> None:
    with pytest.raises(SettingsError) as told:
        from_toml(f"[world]\ntopics = {literal(['good', f'a{letter}b', 'fine'])}", "t.toml")
    assert str(told.value) == (
        f"world.topics, item 2: must not hold {harmful(letter)}, which terminals obey instead of showing it "
        "(in t.toml, line 2)"
    )


def test_settings_are_printed_without_them_and_read_back_equal() -> None:
    told = from_toml(f"[twins]\nlog = {literal(HOSTILE[:-2])}", "t.toml")
    text = to_toml(told)
    assert_harmless(text)
    assert from_toml(text, "again.toml") == told


def test_words_of_a_chapter_are_cleaned() -> None:
    words = f"{{en = {literal('a' + BIDI + CSI)}, zh = 'b'}}"
    told = read(f"title = {words}\n[[pages]]\ntext = {words}\nshow = 'map'\n", "c.toml")
    assert told.title["en"] == "a??[31m" and told.pages[0].text["en"] == "a??[31m"


def test_genres_of_a_log_are_cleaned(tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,1,3,100\n2,2,4,200\n")
    (tmp_path / "movies.csv").write_text(f'movieId,title,genres\n1,a,"{OSC}|{BIDI}x"\n2,b,x{MARKUP}\n')
    features = read_log(tmp_path).features
    assert features is not None
    assert sorted(features.names) == sorted(["?]0;PWNED?", "?x", f"x{MARKUP}"])


def hostile(frame: Frame) -> str:
    """The frame as a recording holds it, with all of it in every text field."""

    def changed(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: changed(part, name) for name, part in value.items()}
        if isinstance(value, list):
            return [changed(part, key) for part in value]
        return value + HOSTILE if isinstance(value, str) and key in FREE else value

    return json.dumps(changed(json.loads(frame_text.written(frame))))


FRAME = frame_text.read(hostile(make_frame()))
"""As it is shown of somebody else's recording."""


def test_a_frame_of_a_recording_comes_in_clean() -> None:
    assert FRAME.topics[0] == "comedy" + clean(HOSTILE)
    assert_harmless(frame_text.written(FRAME))
    assert harmful(frame_text.written(replace(FRAME, lang=BIDI)))  # the test can tell


@pytest.mark.parametrize(
    "broken",
    [
        "[" * 100_000,
        "3",
        '{"tick": "x"}',
        frame_text.written(make_frame()).replace('"lang":"en"', '"lang":7'),
        frame_text.written(make_frame()).replace('"<f4"', '"O"').replace('"<f8"', '"O"'),
    ],
    ids=["deep", "number", "field", "language", "objects"],
)
def test_a_broken_frame_is_said_to_be_one(broken: str) -> None:
    with pytest.raises(ValueError):
        frame_text.read(broken)


def test_names_in_markup_lose_no_summary_and_no_page() -> None:
    """A topic called [/] is a topic; so is one that Rich would take for a smiley."""
    topics = ("[/]", ":bomb:", "[bold red]x[/]", *FRAME.topics[3:])
    leading = replace(FRAME.brand.rivals[0], topic=0, name="[/]")
    frame = replace(make_frame(), topics=topics, brand=replace(FRAME.brand, rivals=(leading,)))
    facts = {
        "past_days": 0,
        "days": 1.0,
        "status": "complete",
        "views": 9,
        "seconds": 1.0,
        "views_per_second": 9.0,
    }
    blank = page(100)
    with blank.capture() as told:
        blank.print(summary(frame, 150, facts))
    assert "[/]" in told.get()
    assert_harmless(told.get())
    with (Path("/dev/null")).open("w") as nowhere:
        shown = page(100, onto=nowhere)
        shown.print(summary(FRAME, 150, facts))
        document = html.unescape(shown.export_html(inline_styles=True, code_format="<pre>{code}</pre>"))
    assert "[bold red]" in document
    assert_harmless(document)


@pytest.mark.asyncio
async def test_the_terminal_and_the_picture_get_nothing_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every room over a hostile frame, and what is pasted into the fields to type in."""
    for name in ("plain", "a[b]\x1b]0;x\x07"):
        (tmp_path / name).mkdir()
        for file in ("settings.toml", "run.json"):
            (tmp_path / name / file).touch()
    assert len(recordings(tmp_path)) == 2
    monkeypatch.chdir(tmp_path)
    session = FakeSession(FRAME)
    app = FeedscopeApp(session, "en", FRAME.vitals.people)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)

        def look() -> None:
            assert_harmless(app.export_screenshot())
            update = app.screen._compositor.render_update(full=True)  # pyright: ignore[reportPrivateUsage]
            sent = MINE.sub("", update.render_segments(app.console))
            assert_harmless(sent)

        look()
        for name, keys in {**WAY, "": ("1",), "people": ("slash",), "recordings": ("ctrl+o",)}.items():
            await pilot.press(*keys)
            session.give(replace(FRAME, closeup=CLOSEUPS[name](FRAME) if name in CLOSEUPS else None))
            await settle(pilot, session)
            assert name not in ROOM_NAMES or app.place == name
            look()
            for field in app.screen.query(Field):
                field.focus()
                field.post_message(events.Paste(HOSTILE.replace("\n", "").replace("\r", "")))
                await settle(pilot, session)
                assert "[/]" in field.value
                look()
            while len(app.screen_stack) > 1:
                app.pop_screen()
            await settle(pilot, session)
        session.ended = SessionEnded("x", "error", clean(HOSTILE), "x.log")
        await settle(pilot, session)
        look()


def test_ids_are_data_but_not_on_a_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from simulator.cli import recommend

    table = {"user": np.array([f"a{CSI}"]), "item": np.array(["b"])}
    recommend._print(table)  # pyright: ignore[reportPrivateUsage,reportArgumentType]
    assert CSI in capsys.readouterr().out
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    recommend._print(table)  # pyright: ignore[reportPrivateUsage,reportArgumentType]
    assert_harmless(capsys.readouterr().out)
