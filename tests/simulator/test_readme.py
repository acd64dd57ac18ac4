"""What the README says is so: its commands run, its tables are the program's, its links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from simulator.app.commands import ENTRIES, key_table
from simulator.app.screens.rooms import ROOMS
from simulator.cli import command_line
from simulator.experiments.studies import crews
from simulator.frames import FIGURES
from simulator.frames.told import entry, long
from simulator.locale import catalogue
from simulator.settings.files import load_preset, override
from tests.simulator.worlds import FEW

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")

Captured = pytest.CaptureFixture[str]


def blocks(kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("feedscope ")]


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def smaller(words: list[str]) -> list[str]:
    """The same command on a world in which it is over at once."""
    words = [word if word != "town" else "demo" for word in words]
    if words[0] == "run" and "--people" not in words:
        words += ["--people", "60", "--creators", "8"]
        if "--people-from" not in words:
            words += ["--set", "world.past_days=1"]
    if words[0] == "paper" and "--screen" not in words:
        words += ["--people", "30", "--steps", "30"]
    if words[0] in ("compare", "advise", "abtest", "sweep"):
        few = ("people=60", "creators=20", "backlog=4", "past_days=0")
        words += [word for setting in few for word in ("--set", f"world.{setting}")]
        words += ["--executor", "here", "--store", "store"]
        words[words.index("--seeds") + 1] = "2"
    if words[0] == "audit":
        few = ("people=60", "creators=300", "past_days=1")
        words += [word for setting in few for word in ("--set", f"world.{setting}")]
        words += ["--videos", "150" if words[1] == "amplification" else "5", "--per-hour", "40"]
        words += ["--executor", "here", "--store", "store"]
        words[words.index("--seeds") + 1] = "1"
    if words[0] == "advise":
        words.append("--no-elsewhere")
        words[words.index("--fresh") + 1] = "2"
    if "--claims" in words:
        words += ["--only", "similarity-deepens", "--days", "2"]
        words[words.index("--seeds") + 1] = "1"
    if "--days" in words and "--claims" not in words:
        words[words.index("--days") + 1] = "1"
    return words


def test_it_opens_with_the_two_commands_that_a_bare_machine_needs() -> None:
    first, second = blocks("sh")[:2]
    assert first == "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/feedscope\n"
    assert (
        second
        == "python3 -m venv .venv && .venv/bin/pip install --no-compile -e '.[test]' && .venv/bin/pytest\n"
    )
    assert README.index(first) < README.index(second) < README.index("](tests/app/screenshots/")


def test_continuous_integration_runs_the_readme_s_own_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -m 1 -E '(.+)' README\.md", script)
    assert pattern
    found = re.search(pattern[1], README, re.MULTILINE)
    assert found
    assert found[0] + "\n" == blocks("sh")[1]


@pytest.mark.slow
def test_every_command_of_the_readme_runs(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    """In their order, because a later one may read what an earlier one wrote."""
    few = {**FEW, "world.people": 60, "world.creators": 20}  # where no option says how many
    monkeypatch.setattr("simulator.cli.validate.load_preset", lambda name: override(load_preset(name), few))
    monkeypatch.setattr(
        crews, "_Processes", lambda _: crews.Alone()
    )  # whose start takes longer than these runs
    assert len(COMMANDS) >= 5
    chapter = (ROOT / "simulator/rooms/story/1-learns.toml").read_text(encoding="utf-8")
    Path("my-chapter.toml").write_text(chapter, encoding="utf-8")  # as the README says: copy one
    for line in COMMANDS:
        redirected = line.split(" > ")
        words = smaller(shlex.split(redirected[0].split(" | ")[0], comments=True)[1:])
        told = words[0] == "story" and "--check" not in words
        if words[0] in ("app", "replay", "serve") or told or "--screen" in words:
            words.append("--help")
        assert command_line(words) == 0, line
        if len(redirected) > 1:
            Path(redirected[1].strip()).write_text(capsys.readouterr().out, encoding="utf-8")
    capsys.readouterr()

    for program in blocks("python"):
        exec(compile(program, "README.md", "exec"), {"__name__": "__main__"})  # with no names but its own
        assert capsys.readouterr().out


def test_the_example_output_has_the_lines_of_the_real_one(capsys: Captured) -> None:
    assert command_line(["run", "--people", "60", "--creators", "8", "--days", "2"]) == 0

    def labels(text: str) -> list[str]:
        lines = (re.split(r" {2,}", line.strip())[0] for line in text.splitlines())
        return [line for line in lines if line[:1].isupper()][:17]

    [example] = [block for block in blocks("text") if "\nDigest " in block]
    assert labels(example)[:16] == labels(capsys.readouterr().out)[:16]


def test_the_keys_are_those_of_the_app() -> None:
    for key, name, sentence in key_table(catalogue("en")):
        keys = " ".join(f"`{part}`" for part in key.split())
        assert f"| {keys} | {name} | {sentence} |" in README
    ids = README[README.index("The ids, in the order") :]
    assert all(f"`{entry.id}`" in ids for entry in ENTRIES)
    told = " ".join(ids[ids.index("The words are") :].split())
    for name, room in ROOMS.items():
        words = [f"`{entry.id.removeprefix(f'{name}.key.')}`" for entry in room.KEYS if entry.keys]
        assert f"`{name}`: {', '.join(words)}" in told, name


def test_every_vital_has_its_sentence() -> None:
    table, say = README[README.index("## The numbers") :], catalogue("en")
    for name in FIGURES:
        assert f"| `{name}` | {long(name, say)} | {say(f'{entry(name)}.text')} |" in table, name


def test_its_links_lead_somewhere() -> None:
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", README):
        assert (ROOT / link).exists() or link.startswith("tests/app/screenshots/"), link


def test_its_links_within_lead_to_headings() -> None:
    anchors = {
        re.sub(r"[^\w -]", "", title).lower().replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    }
    links = re.findall(r"\]\(#([\w-]+)\)", README)
    assert len(links) > 10 and set(links) <= anchors


def test_the_files_that_it_names_are_there() -> None:
    named = re.findall(r"`((?:simulator|recommender|tests)/[\w./]*)`", README)
    assert len(named) > 15
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_no_host_and_no_folder_of_some_machine_is_named() -> None:
    assert not re.search(r"/(work|farm|root|home|tmp)/|https?://", README)
