"""README's recipes for a method, a stage, a chapter and a platform more: each is done in a copy of the packages, in the
files that its paragraph names and in no others, and then used as people use it."""

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
            self.add(f"simulator/locale/{lang}/{file}.toml", WORDS.format(name=name, word=word), recipe)

    def run(self, *words: str) -> str:
        env = {**os.environ, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1", "NO_COLOR": "1"}
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )
        assert not done.returncode, done.stderr[-2000:]
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
    copy.put("simulator/settings/tree.py", '"following", "trending"', '"alphabetical", ', text)
    copy.words("app", "algorithm.alphabetical", "By the letter", text)

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
    copy.words("stages", "backwards", "The worst first", text)
    copy.put(
        "simulator/locale/zh/lab.toml", '"feed.rerank.depth"', '"feed.rerank.backwards.on" = "倒序。"\n', text
    )

    copy.add("simulator/rooms/story/9-again.toml", CHAPTER, recipe("chapter"))
    text = recipe("platform or a field")
    copy.add("simulator/presets/platforms/throwaway.toml", PLATFORM, text)
    copy.words("lab", "platform.throwaway", "Throw-away", text)

    told = json.loads(copy.run("-c", USED))
    assert set(told["contract"].values()) == {""}, told["contract"]
    assert "backwards" in told["stages"] and "alphabetical" in told["methods"]
    forwards, backwards = told["shown"]["forwards"], told["shown"]["backwards"]
    assert sorted(forwards) != forwards and set(backwards) != set(forwards)
    assert told["titles"][-1] == "Once more"
    assert told["words"] == 2 * ["By the letter", "The worst first", "Throw-away"]
    checked = copy.run("-m", "simulator", "story", "--check", "simulator/rooms/story/9-again.toml")
    assert "can be told: 1 page" in checked
