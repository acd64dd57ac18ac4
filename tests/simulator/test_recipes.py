"""README's recipes for a method, a stage, a chapter, a platform, a room and a command more: each is done in a copy of
the packages, in the files that its paragraph names and in no others, and then used as people use it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

METHOD = '''
"""By the letter: for a test."""

from recommender.methods.baselines import Newest


class Alphabetical(Newest):
    """As `newest`."""
'''
STAGE = '''

def backwards(slate: Slate, settings: Backwards, at: Moment) -> Slate:
    """The worst first."""
    return taken(slate, np.argsort(worth(slate), axis=1, kind="stable"))
'''
CHAPTER = """
title = { en = "Once more", zh = "再来一次" }

[settings]
seed = 1
world = { people = 40, creators = 10 }

[[pages]]
show = "phone"
follow = { person = 2 }
text.en = "Nothing has happened yet."
text.zh = "还什么都没有发生。"
"""
PLATFORM = """# What to look for: nothing. Sources: none.

[feed]
algorithm = "alphabetical"

[feed.rerank.backwards]
on = true
"""
WORDS = '\n[{name}]\nname = "{word}"\ntext = "{word}."\n'
ROOM = """
from typing import ClassVar
from textual.widgets import Static
from simulator.app.commands import Entry
from simulator.app.screens.room import Room


class AtticRoom(Room):
    NAME = "attic"
    KEYS: ClassVar = (Entry("attic.key.knock", ("k",), ("k",), "screen.knock", 1),)

    def furniture(self):
        yield Static(self.say("attic.quiet"), id="said")

    def action_knock(self):
        self.query_one("#said", Static).update(self.say("attic.knocked", n=self.frame.tick))
"""
ROOM_WORDS = """
name = "attic"
text = "Nothing but a room."
tab = "Attic"
quiet = "quiet"
knocked = "Knock at {n}."
key.knock = { name = "knock", text = "Knock." }
"""
COMMAND = """
def hello(name: str, /, *, loud: bool = False) -> int:
    \"\"\"Greet somebody.

    Parameters
    ----------
    loud
        In capitals.
    \"\"\"
    print(f"Hello, {name.upper() if loud else name}!")
    return 3
"""
OPENED = """
import asyncio
import json
from simulator.app.app import FeedscopeApp
from simulator.app.keybar import KeyBar
from simulator.app.palette import Commands
from simulator.app.screens.help import chapters
from simulator.locale import catalogue
from tests.app.fake_session import FakeSession, settle
from tests.app.frames import make_frame


async def main():
    session = FakeSession(make_frame(30))
    app = FeedscopeApp(session)
    async with app.run_test(size=(120, 35)) as pilot:
        await settle(pilot, session)
        for key in "cck":
            await pilot.press(key)
            await settle(pilot, session)
        rows = [row for page in chapters(catalogue("en"), app.room) for row in page.rows]
        return {
            "at": app.room.NAME,
            "said": str(app.screen.query_one("#said").render()),
            "line": str(app.screen.query_one(KeyBar).render()),
            "palette": [name for name, *_ in Commands(app.screen)._rows()],
            "help": rows,
        }


print(json.dumps(asyncio.run(main())))
"""
USED = """
import json
from recommender import testing
from recommender.methods.alphabetical import Alphabetical
from recommender.methods.table import METHODS
from recommender.rerank.stages import STAGES
from simulator.experiments.wiring import build
from simulator.locale import catalogue
from simulator.rooms.story.chapter import chapters
from simulator.settings.files import load_preset, on_platform, override

small = {"world.people": 30, "world.creators": 6, "world.backlog": 4, "world.past_days": 0}
told = {"contract": testing.conformance(Alphabetical), "stages": list(STAGES), "methods": list(METHODS)}
shown = {}
for name, stage in (("forwards", False), ("backwards", True)):
    chosen = override(on_platform("throwaway", load_preset("demo")), {**small, "feed.rerank.backwards.on": stage})
    made = build(chosen, ("alphabetical",))
    for _ in range(12):
        events = made.step()
        if len(events.slate.users):
            shown[name] = events.slate.items[0].tolist()
            break
told["shown"] = shown
told["titles"] = [chapter.title["en"] for chapter in chapters()]
say = {lang: catalogue(lang) for lang in ("en", "zh")}
keys = ("app.algorithm.alphabetical.name", "stages.backwards.name", "lab.platform.throwaway.name")
told["words"] = [say[lang](key) for lang in say for key in keys]
print(json.dumps(told))
"""


def recipe(title: str) -> str:
    """The words of README's recipe."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"\*\*A {title} more\*\*(.+?)(?=\*\*An? [^*]+ more\*\*|\n## )", readme, re.DOTALL)
    assert found, title
    return found[1]


class Copy:
    """The packages, to be changed as a recipe says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("simulator", "recommender"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("*.pyc"))

    def add(self, path: str, text: str, recipe: str) -> None:
        """A file, or more at the end of one, that the recipe names or lies in a folder that it names."""
        folder = path.rsplit("/", 1)[0]
        named = (f"`{path}`", f"`{folder}/`", f"`{folder}`", f"`{Path(path).name}`")
        assert any(name in recipe for name in named), path
        with (self.folder / path).open("a", encoding="utf-8") as file:
            file.write(text)

    def put(self, path: str, before: str, text: str, recipe: str) -> None:
        """Text before the first place at which this stands, in a file that the recipe names."""
        self.add(path, "", recipe)
        file = self.folder / path
        whole = file.read_text(encoding="utf-8")
        assert before in whole, (path, before)
        file.write_text(whole.replace(before, text + before, 1), encoding="utf-8")

    def words(self, file: str, name: str, word: str, recipe: str) -> None:
        for lang in ("en", "zh"):
            self.add(f"simulator/{file.format(lang)}.toml", WORDS.format(name=name, word=word), recipe)

    def run(self, *words: str, code: int = 0) -> str:
        path = os.pathsep.join(map(str, (self.folder, ROOT)))
        env = {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr[-2000:]
        return done.stdout


@pytest.mark.slow
def test_a_method_a_stage_a_chapter_and_a_platform_more_are_added_as_the_readme_says(tmp_path: Path) -> None:
    copy = Copy(tmp_path)

    text = recipe("method")
    copy.add("recommender/methods/alphabetical.py", METHOD.lstrip(), text)
    table = "recommender/methods/table.py"
    copy.put(
        table,
        "from recommender.methods.base",
        "from recommender.methods.alphabetical import Alphabetical\n",
        text,
    )
    copy.put(
        table, '    "newest":', '    "alphabetical": lambda of, chance, memory: Alphabetical(memory),\n', text
    )
    copy.put("recommender/names.py", '"following", "trending"', '"alphabetical", ', text)
    copy.words("locale/{}/app", "algorithm.alphabetical", "By the letter", text)

    text = recipe("stage")
    stages, settings = "recommender/rerank/stages.py", "recommender/rerank/settings.py"
    copy.add("recommender/rerank/listed.py", STAGE, text)
    copy.put("recommender/rerank/listed.py", "Calibration, Diversity", "Backwards, ", text)
    copy.put(stages, "calibration, diversity", "backwards, ", text)
    copy.put(stages, '    "follows":', '    "backwards": backwards,\n', text)
    copy.put(
        settings, "class Freshness(", 'class Backwards(Stage):\n    """The worst comes first."""\n\n\n', text
    )
    copy.put(
        settings,
        "    follows: Follow",
        '    backwards: Backwards = Backwards()\n    """Backwards."""\n',
        text,
    )
    copy.words("locale/{}/stages", "backwards", "The worst first", text)
    copy.put(
        "simulator/rooms/lab/zh.toml", '"feed.rerank.depth"', '"feed.rerank.backwards.on" = "倒序。"\n', text
    )

    copy.add("simulator/rooms/story/9-again.toml", CHAPTER, recipe("chapter"))
    text = recipe("platform or a field")
    copy.add("simulator/presets/platforms/throwaway.toml", PLATFORM, text)
    copy.words("rooms/lab/{}", "platform.throwaway", "Throw-away", text)

    told = json.loads(copy.run("-c", USED))
    assert set(told["contract"].values()) == {""}, told["contract"]
    assert "backwards" in told["stages"] and "alphabetical" in told["methods"]
    forwards, backwards = told["shown"]["forwards"], told["shown"]["backwards"]
    assert sorted(forwards) != forwards and set(backwards) != set(forwards)
    assert told["titles"][-1] == "Once more"
    assert told["words"] == 2 * ["By the letter", "The worst first", "Throw-away"]
    checked = copy.run("-m", "simulator", "story", "--check", "simulator/rooms/story/9-again.toml")
    assert "can be told: 1 page" in checked


@pytest.mark.slow
def test_a_room_and_a_command_of_the_shell_more_are_added_as_the_readme_says(tmp_path: Path) -> None:
    """Outside its own files each is one line."""
    copy = Copy(tmp_path)

    text = recipe("room")
    folder = copy.folder / "simulator/rooms/attic"
    folder.mkdir()
    for name, words in (
        ("__init__.py", ""),
        ("screen.py", ROOM),
        ("en.toml", ROOM_WORDS),
        ("zh.toml", ROOM_WORDS),
    ):
        assert f"`{name}`" in text
        (folder / name).write_text(words, encoding="utf-8")
    copy.put("simulator/app/doors.py", '"hot")', '"attic", ', text)
    told = json.loads(copy.run("-c", OPENED))
    assert (told["at"], told["said"]) == ("attic", "Knock at 30.")
    assert "k knock" in told["line"] and "Attic" in told["line"]
    assert {"attic  (c c)", "knock  (k)"} <= set(told["palette"])
    assert ["", "Nothing but a room."] in told["help"] and "Knock." in [row[1] for row in told["help"]]

    text = recipe("command of the shell")
    copy.add("simulator/cli/hello.py", COMMAND.lstrip(), text)
    copy.put(
        "simulator/cli/__init__.py", '    "run":', '    "hello": ("hello:hello", "Greet somebody."),\n', text
    )
    assert copy.run("-m", "simulator", "hello", "max", "--loud", code=3) == "Hello, MAX!\n"
    assert "In capitals." in copy.run("-m", "simulator", "hello", "--help")
    assert "Greet somebody." in copy.run("-m", "simulator", "--help")
