"""The command line as its users meet it: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest

from simulator import cli
from simulator.cli.run import Meter, Stop, live
from simulator.experiments import wiring
from simulator.frames.told import long
from simulator.locale import catalogue
from simulator.recording.reader import Recording
from simulator.settings import tree as config
from simulator.settings.files import from_toml, load_preset, override
from simulator.settings.tree import Settings
from tests.refused import refused
from tests.simulator.worlds import FEW, FEW_TOML

SMALL = ["run", "--settings", str(FEW_TOML), "--people", "80", "--creators", "10", "--algorithm", "trending"]
PYTHON = [sys.executable, "-m", "simulator"]
ALGORITHMS = ", ".join(config.ALGORITHMS)
WORLDS = "demo, town, city, arts, clinic, news, school, shop"
PLATFORMS = "bilibili, chronological, douyin, kuaishou, lab"
LIMIT_S = 120

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


# What cannot be


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("rum", "there is no command 'rum' (did you mean 'run'?)"),
        ("zzz", "there is no command 'zzz'; there are app, story, replay, serve"),
        ("paper --people 3", "--people needs a paper before it: piao2023, aridor2020"),
        ("--people 3 run", "run must come first"),
        ("--lag zh", "there is no option --lag (did you mean '--lang'?)"),
        ("--people 0", "--people must be between 1 and 5000000, not 0"),
        ("run --peopl 3", "there is no option --peopl (did you mean '--people'?)"),
        ("run -x", "there is no option -x; see feedscope run --help"),
        ("run foo", "there is no scenario file foo"),
        ("run foo --people 3", "a scenario says itself which world to run and how long"),
        ("run --store here", "--executor and --store are for scenarios"),
        ("run --set taste.drft=1", "taste.drft is not a setting of [taste] (did you mean 'drift'?)"),
        ("run --people", "--people needs a value; see feedscope run --help"),
        ("run --people 1 --people 2", "--people is given twice"),
        ("run --people 0", "--people must be between 1 and 5000000, not 0"),
        ("run --people -3", "--people must be between 1 and 5000000, not -3"),
        ("run --people=-3", "--people must be between 1 and 5000000, not -3"),
        ("run --people x", "--people must be a whole number between 1 and 5000000, not 'x'"),
        ("run --people 3.5", "--people must be a whole number between 1 and 5000000, not 3.5"),
        ("run --people nan", "--people must be a whole number between 1 and 5000000, not NaN"),
        ("run --people 9999999999999999999999", "not 9999999999999999999999"),
        ("run --creators 0", "--creators must be between 1 and 1000000, not 0"),
        ("run --days 0", "--days must be a number above 0 and at most 10000, not '0'"),
        ("run --days -1", "--days must be a number above 0 and at most 10000, not '-1'"),
        ("run --days nan", "--days must be a number above 0 and at most 10000, not 'nan'"),
        ("run --days 1e400", "--days must be a number above 0 and at most 10000, not '1e400'"),
        ("run --days long", "--days must be a number above 0 and at most 10000, not 'long'"),
        ("run --seed -1", "--seed must be between 0 and 9223372036854775807, not -1"),
        ("run --threads 0", "--threads must be between 1 and 64, not 0"),
        ("run --lang fr", "--lang must be one of en, zh, not 'fr'"),
        ("run --algorithm magic", f"--algorithm must be one of {ALGORITHMS}, not 'magic'"),
        ("run --world tonw", f"--world must be one of {WORLDS}, not 'tonw' (did you mean 'town'?)"),
        (
            "run --platform duoyin",
            f"--platform must be one of {PLATFORMS}, not 'duoyin' (did you mean 'douyin'?)",
        ),
        ("app --platform x", f"--platform must be one of {PLATFORMS}, not 'x'"),
        ("settings --platform labb", "not 'labb' (did you mean 'lab'?)"),
        ("run --settings nope.toml", "there is no settings file nope.toml"),
        ("run --json=3", "--json takes no value"),
        ("run --force", "--force needs --out: it says what may be replaced"),
        ("app --people 0", "--people must be between 1 and 5000000, not 0"),
        ("settings --world x", f"--world must be one of {WORLDS}, not 'x'"),
    ],
)
def test_what_cannot_be_is_one_line_on_stderr_and_exit_code_2(
    words: str, sentence: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sentence in refused(capsys, *words.split())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"[world]\npeople = -3\n", "world.people must be between 1 and 5000000, not -3 (in x.toml, line 2)"),
        (b"[world]\npeple = 3\n", "(did you mean 'people'?) (in x.toml, line 2)"),
        (b"[world\n", "x.toml is not valid TOML: "),
        (b"# \xff\n", "x.toml is not UTF-8 text (byte 3)"),
    ],
)
def test_a_faulty_file_is_told_with_its_line(
    content: bytes, sentence: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.toml").write_bytes(content)
    assert sentence in refused(capsys, "run", "--settings", "x.toml")


def test_a_folder_in_use_is_refused_before_anything_runs(capsys: Captured, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x", encoding="utf-8")
    said = refused(capsys, *SMALL, "--out", str(tmp_path))
    assert said == f"{tmp_path} is not empty; --force replaces a recording that is there"


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_that_may_not_be_written_is_told(capsys: Captured, tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert cli.command_line([*SMALL, "--out", str(tmp_path / "run")]) == 1
    assert "cannot be written: permission denied" in capsys.readouterr().err


def test_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(wiring, "build", broken)
    with pytest.raises(ZeroDivisionError):
        cli.command_line(SMALL)


# What it says


def test_help_and_version(capsys: Captured) -> None:
    assert cli.command_line(["--version"]) == 0
    assert capsys.readouterr().out.count("\n") == 1
    assert cli.command_line(["--help"]) == 0
    told = capsys.readouterr().out
    assert all(verb in told for verb in cli.VERBS)
    telling = {
        "evaluate": "--methods",
        "paper": "piao2023",
        "bench": "recommender",
        "recommend": "--for",
        "validate": "--seeds",
        "replay": "--lang",
        "resume": "--json",
        "story": "--auto",
        "store": "prune",
        "scenario": "check",
        "contract": "module:Class",
        "report": "--out",
        "export": "recbole",
    }
    for verb in cli.VERBS:
        assert cli.command_line([verb, "--help"]) == 0
        assert telling.get(verb, "--world") in capsys.readouterr().out


def test_help_begins_with_what_most_want(capsys: Captured) -> None:
    assert cli.command_line(["--help"]) == 0
    verbs = [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("│ ")]
    assert [verb for verb in verbs if verb in cli.VERBS] == list(cli.VERBS), "by what they are for"
    for verb in ("app", "run", "serve"):
        assert cli.command_line([verb, "--help"]) == 0
        told = capsys.readouterr().out
        assert told.index("--people ") < told.index("A log of who watched what") < told.index("--format")
        assert "default: None" not in told and "default: False" not in told and "default: ()" not in told


@pytest.mark.parametrize("world", ["demo", "town", "city"])
def test_the_printed_settings_are_a_settings_file(world: str, capsys: Captured) -> None:
    assert cli.command_line(["settings", "--world", world]) == 0
    assert from_toml(capsys.readouterr().out, "x.toml") == load_preset(world)


def test_json_is_alone_on_stdout_and_holds_what_it_promises(capsys: Captured) -> None:
    assert cli.command_line([*SMALL, "--days", "2.5", "--json"]) == 0
    out, err = capsys.readouterr()
    assert err == ""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    told = json.loads(out, parse_constant=refuse)
    assert list(told) == [
        "schema", "feedscope", "settings", "past_days", "status", "ticks", "days", "views", "seconds",
        "views_per_second", "digest", "vitals", "daily", "past_daily", "brand", "trends", "live", "top_creators",
        "twins",
    ]  # fmt: skip
    assert (told["schema"], told["status"], told["ticks"], told["days"]) == (2, "complete", 60, 2.5)
    assert told["daily"]["day"] == [1, 2]
    assert {len(column) for column in told["daily"].values()} == {2}
    assert told["views_per_second"] == pytest.approx(told["views"] / told["seconds"])
    reach = [creator["reach"] for creator in told["top_creators"]]
    assert reach == sorted(reach, reverse=True)
    made = Settings.model_validate(told["settings"])
    assert (made.world.people, made.world.creators) == (80, 10)


def digest(capsys: Captured, *words: str) -> str:
    assert cli.command_line([*SMALL, "--days", "1", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)["digest"]


@pytest.mark.slow
def test_the_same_command_makes_the_same_events(capsys: Captured, tmp_path: Path) -> None:
    first = digest(capsys)
    assert digest(capsys) == first
    assert digest(capsys, "--threads", "1") == first
    assert digest(capsys, "--lang", "zh", "--out", str(tmp_path / "run")) == first
    frames = list(Recording(tmp_path / "run").frames())
    assert any(frame.phone.items for frame in frames), "what stood on the phone is kept"
    assert Recording(tmp_path / "run").verify() == first
    assert digest(capsys, "--seed", "2") != first


def test_a_recorded_settings_file_runs_to_the_same_digest(capsys: Captured, tmp_path: Path) -> None:
    first = digest(capsys, "--out", str(tmp_path / "run"))
    again = ["run", "--settings", str(tmp_path / "run" / "settings.toml"), "--days", "1", "--json"]
    assert cli.command_line(again) == 0
    assert json.loads(capsys.readouterr().out)["digest"] == first


def test_a_headless_run_lives_what_the_app_would_show() -> None:
    """The app's world teaches every method, the headless one only the method it uses."""
    settings = override(load_preset("demo"), {**FEW, "world.people": 60, "world.creators": 8})
    alone, all_of_them = wiring.build(settings, ("user-cf",)), wiring.build(settings)
    for _ in range(12):
        alone.step()
        all_of_them.step()
    assert alone.digest == all_of_them.digest


def test_half_a_day_is_twelve_hours(capsys: Captured) -> None:
    assert cli.command_line([*SMALL, "--days", "0.5", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["ticks"], told["daily"]["day"]) == (12, [])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_summary_speaks_both_languages(lang: str, capsys: Captured) -> None:
    assert cli.command_line([*SMALL, "--days", "2", "--lang", lang]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    say = catalogue(lang)
    for name in ("online", "minutes", "like_share", "effective_topics", "cocooned", "exposure_gini"):
        assert long(name, say) in out
    assert say("report.leaders") in out
    assert max(len(line) for line in out.splitlines()) <= 100


# What it imports


HEAVY = {"cyclopts", "pydantic", "numba", "duckdb"}


def modules_of(program: str) -> set[str]:
    code = f"import sys\n{program}\nprint('modules:', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=LIMIT_S
    )
    return set(done.stdout.rpartition("modules:")[2].split())


@pytest.mark.parametrize(("words", "menu"), [([], True), (["app"], False)])
def test_without_options_the_app_opens_and_little_is_imported(words: list[str], menu: bool) -> None:
    loaded = modules_of(
        f"sys.argv = ['feedscope', *{words}]\n"
        "import simulator.app.launch as launch\n"
        "seen = []\n"
        "launch.open_app = lambda settings, lang=None, menu=False: seen.append((settings, lang, menu)) or 0\n"
        "from simulator.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0\n"
        f"assert seen == [({{}}, None, {menu})]"
    )
    assert not loaded & HEAVY


def test_without_options_the_story_opens_as_it_does_with_some_and_little_is_imported() -> None:
    loaded = modules_of(
        "sys.argv = ['feedscope', 'story']\n"
        "import simulator.app.launch as launch\n"
        "seen = []\n"
        "def shown(settings, lang=None, *, tour, cast=None): return seen.append((settings, lang, tour, cast)) or 0\n"
        "launch.open_app = shown\n"
        "from simulator.__main__ import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0\n"
        "before = set(sys.modules)\n"
        "from simulator.cli.story import story\n"
        "assert story() == 0 and seen[0] == seen[1]\n"
        "for name in set(sys.modules) - before: del sys.modules[name]\n"
    )
    assert not loaded & HEAVY


@pytest.mark.parametrize(("words", "menu"), [([], True), (["app"], False)])
def test_the_app_opens_on_a_file_of_settings_with_its_menu_or_at_once(
    words: list[str], menu: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[object] = []

    def open_app(
        settings: dict[str, dict[str, object]], *, lang: str | None, menu: bool, cast: Path | None
    ) -> int:
        seen.extend((settings["world"]["people"], lang, menu, cast))
        return 0

    monkeypatch.setattr("simulator.app.launch.open_app", open_app)
    (tmp_path / "day-1.toml").write_text("[world]\npeople = 77\n", encoding="utf-8")
    given = [*words, "--settings", str(tmp_path / "day-1.toml"), "--lang", "zh"]
    assert cli.command_line(given) == 0 and seen == [77, "zh", menu, None]


@pytest.mark.slow
def test_a_run_that_is_not_recorded_never_imports_duckdb() -> None:
    words = [*SMALL, "--days", "0.1", "--json"]
    loaded = modules_of(f"from simulator.cli import command_line\nassert command_line({words}) == 0")
    assert "simulator.engine.tick" in loaded
    assert not loaded & {"duckdb", "textual", "rich.progress"}


@pytest.mark.parametrize("word", ["--help", "--version"])
def test_questions_about_the_program_load_no_verb(word: str) -> None:
    bare = modules_of("import cyclopts")
    program = f"sys.argv = ['feedscope', {word!r}]\nfrom simulator.__main__ import main\n"
    loaded = modules_of(f"{program}try: main()\nexcept SystemExit as end: assert end.code == 0")
    ours = {name for name in loaded if name.startswith("simulator.cli.")}
    assert not ours and len(loaded) < len(bare) + 150
    assert not loaded & {
        "numpy",
        "numba",
        "textual",
        "pydantic",
        "duckdb",
        "recommender",
        "simulator.settings.tree",
    }


def test_a_verb_is_loaded_alone() -> None:
    loaded = modules_of(
        "from simulator.cli import command_line\nassert command_line(['story', '--help']) == 0"
    )
    assert {name for name in loaded if name.startswith("simulator.cli.")} == {"simulator.cli.story"}
    heavy = {"duckdb", "numba", "textual", "simulator.engine.tick", "simulator.experiments.wiring"}
    assert not loaded & heavy


def test_every_verb_is_where_the_table_says() -> None:
    for place, sentence in cli.VERBS.values():
        module, _, name = place.partition(":")
        assert callable(getattr(import_module(f"simulator.cli.{module}"), name))
        assert sentence.endswith(".")


def test_the_loop_itself_costs_next_to_nothing() -> None:
    class Idle:
        class engine:
            tick = 0

            @staticmethod
            def step() -> object:
                return type("Events", (), {"interactions": ()})

    def work(ticks: int) -> float:
        begun = time.thread_time()
        assert live(Idle(), ticks, Stop(), None, Meter()).ticks == ticks  # pyright: ignore
        return time.thread_time() - begun

    bare = time.thread_time()
    for _ in range(10_000):
        Idle.engine.step()
    bare = time.thread_time() - bare
    assert work(10_000) < 30 * bare, "of hours in which nothing happens"


@pytest.mark.parametrize("verb", ["run", "app"])
def test_a_method_that_is_not_installed_is_refused_before_anything_starts(
    verb: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "simulator.cli.choice.missing", lambda name: f"{name} needs more" if name == "two-tower" else ""
    )
    assert refused(capsys, verb, "--algorithm", "two-tower") == "two-tower needs more"
