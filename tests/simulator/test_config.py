"""Settings in and out: TOML round trips, presets, and faults as sentences for people."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from recommender.clean import clean
from recommender.methods.table import NAMES
from simulator.settings.errors import nearest
from simulator.settings.faults import allowed, field_of
from simulator.settings.files import from_toml, load_preset, override, platforms, presets, read_file, to_toml
from simulator.settings.tree import ALGORITHMS, REFERENCES, Settings, SettingsError
from tests.refused import refused


def fields_of(branch: BaseModel, above: str = "") -> list[str]:
    """Dotted names of all plain settings."""
    names: list[str] = []
    for name in type(branch).model_fields:
        value = getattr(branch, name)
        names += fields_of(value, f"{above}{name}.") if isinstance(value, BaseModel) else [above + name]
    return names


ALL = fields_of(load_preset("demo"))


def test_the_presets_are_listed_from_small_to_large() -> None:
    assert presets()[:3] == ("demo", "town", "city")
    sizes = [(load_preset(name).world.people, load_preset(name).world.creators) for name in presets()[:3]]
    assert sizes == [(1_000, 4_000), (5_000, 10_000), (20_000, 30_000)]


def test_every_preset_says_what_to_look_for() -> None:
    folder = Path(__file__).parents[2] / "simulator" / "presets"
    texts = {file.stem: file.read_text(encoding="utf-8") for file in folder.rglob("*.toml")}
    assert sorted(texts) == sorted((*presets(), *platforms()))
    for text in texts.values():
        assert "# What to look for: " in text


@pytest.mark.parametrize("name", presets())
@pytest.mark.parametrize("explained", [False, True])
def test_settings_survive_toml(name: str, explained: bool) -> None:
    settings = load_preset(name)
    assert from_toml(to_toml(settings, explained=explained), "x.toml") == settings


@given(
    people=st.integers(1, 5_000_000),
    seed=st.integers(0, 2**63 - 1),
    share=st.floats(0.0, 1.0),
    half_life=st.floats(min_value=0.0, max_value=1_000.0, exclude_min=True),
    topics=st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=24).map(clean),
        min_size=2,
        max_size=6,
        unique=True,
    ),
)
def test_any_settings_survive_toml(
    people: int, seed: int, share: float, half_life: float, topics: list[str]
) -> None:
    changed = override(
        load_preset("demo"),
        {
            "world.people": people,
            "seed": seed,
            "world.focus": share,
            "behaviour.fatigue_half_life_h": half_life,
            "world.topics": topics,
        },
    )
    assert from_toml(to_toml(changed), "x.toml") == changed


def test_the_algorithms_are_the_recommenders_methods_and_the_references() -> None:
    assert set(ALGORITHMS) == {*NAMES, *REFERENCES} and len(set(ALGORITHMS)) == len(ALGORITHMS)


def test_every_setting_has_its_sentence_and_its_range_in_the_printed_settings() -> None:
    text = to_toml(load_preset("demo"), explained=True)
    for name in ALL:
        field = field_of(name)
        assert field.description, f"{name} has no sentence"
        assert f"# {' '.join(field.description.split())} ({allowed(field)})" in text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "# a crowd\n\n[world]\npeople = -3\n",
            "world.people must be between 1 and 5000000, not -3 (in crowd.toml, line 4)",
        ),
        ("world.people = 0", "world.people must be between 1 and 5000000, not 0 (in crowd.toml, line 1)"),
        (
            "world = {people = 0}",
            "world.people must be between 1 and 5000000, not 0 (in crowd.toml, line 1)",
        ),
        (
            '[world]\npeople = "many"',
            "world.people must be a whole number between 1 and 5000000, not 'many' (in crowd.toml, line 2)",
        ),
        (
            "[world]\npeople = true",
            "world.people must be a whole number between 1 and 5000000, not true (in crowd.toml, line 2)",
        ),
        (
            "[world]\npeople = 2.5",
            "world.people must be a whole number between 1 and 5000000, not 2.5 (in crowd.toml, line 2)",
        ),
        (
            "[world]\nfocus = nan",
            "world.focus must be between 0 and 1, not NaN (in crowd.toml, line 2)",
        ),
        (
            "[world]\nfocus = 1979-05-27",
            "world.focus must be a number between 0 and 1, not '1979-05-27' (in crowd.toml, line 2)",
        ),
        (
            "[world]\npeple = 3",
            "world.peple is not a setting of [world] (did you mean 'people'?) (in crowd.toml, line 2)",
        ),
        ("sed = 3", "sed is not a setting (did you mean 'seed'?) (in crowd.toml, line 1)"),
        ("world = 3", "world must be a table of settings, not 3 (in crowd.toml, line 1)"),
        (
            '[feed]\nalgorithm = "usercf"',
            "feed.algorithm must be one of user-cf, item-cf, content, hybrid, factors, two-tower, following, "
            "trending, most-watched, newest, random, ideal, self, "
            "not 'usercf' (did you mean 'user-cf'?) (in crowd.toml, line 2)",
        ),
        (
            '[world]\ntopics = ["a"]',
            'world.topics must be a list of 2 to 64 entries, not ["a"] (in crowd.toml, line 2)',
        ),
        (
            '[world]\ntopics = [\n  "a",\n  "a",\n]',
            "world: topics must all differ, but a stands there twice (in crowd.toml, line 1)",
        ),
        (
            "[behaviour]\nfatigue_half_life_h = 0",
            "behaviour.fatigue_half_life_h must be above 0 and at most 1000, not 0 (in crowd.toml, line 2)",
        ),
    ],
)
def test_a_fault_is_one_sentence_that_names_field_range_value_and_line(text: str, sentence: str) -> None:
    with pytest.raises(SettingsError) as caught:
        from_toml(text, "crowd.toml")
    assert str(caught.value) == sentence


def test_an_unknown_name_with_no_near_one_lists_the_known() -> None:
    with pytest.raises(
        SettingsError, match=r"qqqq is not a setting of \[feed\]; known are algorithm, before, slate"
    ):
        from_toml("[feed]\nqqqq = 1", "x.toml")


def test_a_name_of_many_digits_is_no_place_in_a_list() -> None:
    with pytest.raises(SettingsError, match=r"^feed\.7{5000} is not a setting of \[feed\]"):
        from_toml(f"[feed]\n{'7' * 5000} = 1", "x.toml")


def test_all_faults_are_told_at_once_a_line_each() -> None:
    with pytest.raises(SettingsError) as caught:
        from_toml("seed = -1\n[world]\npeople = 0\n[feed]\nslate = 0\n", "x.toml")
    lines = str(caught.value).splitlines()
    assert [line.split()[0] for line in lines] == ["seed", "world.people", "feed.slate"]
    assert [line.rsplit("line ")[1] for line in lines] == ["1)", "3)", "5)"]


@pytest.mark.parametrize("name", ALL)
def test_no_setting_takes_a_table_or_text_that_is_no_such_thing(name: str) -> None:
    """Whatever field a person gets wrong, the sentence begins with its name."""
    with pytest.raises(SettingsError) as caught:
        override(load_preset("demo"), {name: {"no": "table"}})
    within = f"{name}.no" if name == "twins.weights" else name  # the one that is a table itself
    assert str(caught.value).startswith(f"{within} must be ")
    assert len(str(caught.value).splitlines()) == 1


def test_an_option_is_called_by_its_own_name() -> None:
    with pytest.raises(SettingsError) as caught:
        override(load_preset("demo"), {"world.people": -3}, {"world.people": "--people"})
    assert str(caught.value) == "--people must be between 1 and 5000000, not -3"


def test_broken_toml_is_told_with_its_line() -> None:
    with pytest.raises(SettingsError, match=r"^crowd.toml is not valid TOML: .*line 2"):
        from_toml("seed = 1\npeople = = 3\n", "crowd.toml")


def test_a_file_is_laid_over_its_base(tmp_path: Path) -> None:
    file = tmp_path / "crowd.toml"
    # As an editor on Windows writes it: a byte order mark and carriage returns.
    file.write_bytes(b"\xef\xbb\xbf[world]\r\npeople = 77\r\n")
    made = read_file(file, load_preset("town"))
    assert (made.world.people, made.world.creators) == (77, 10_000)


def test_files_that_cannot_be_read_are_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^there is no settings file .*nope\.toml$"):
        read_file(tmp_path / "nope.toml")
    with pytest.raises(SettingsError, match=r"is a folder, not a settings file$"):
        read_file(tmp_path)
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b"# caf\xe9\n")
    with pytest.raises(SettingsError, match=r"latin\.toml is not UTF-8 text \(byte 6\)$"):
        read_file(latin)


def test_an_unknown_preset_names_the_known() -> None:
    with pytest.raises(SettingsError, match=r"world must be one of arts, .*, town, not 'tonw' .*'town'"):
        load_preset("tonw")


def test_nothing_near_says_nothing() -> None:
    assert nearest("xyz", ["people", "creators"]) == ""
    assert nearest("peple", ["people", "creators"]) == " (did you mean 'people'?)"


def test_settings_without_a_file_are_the_defaults() -> None:
    assert from_toml("", "x.toml") == Settings.model_validate({})


def test_an_unknown_part_of_the_blend_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "my.toml").write_text('[methods.hybrid]\nparts = ["user-cf", "magic"]\nweights = [1, 1]\n')
    said = refused(capsys, "run", "--settings", str(tmp_path / "my.toml"))
    assert "methods.hybrid.parts must be among user-cf, item-cf" in said and "not 'magic'" in said


@pytest.mark.parametrize("name", ["²", "world.²", "a.b", "seed.x"])
def test_odd_names_are_refused_in_one_sentence(name: str) -> None:
    """Some that str.isdigit takes for numbers, and one that goes through a value."""
    with pytest.raises(SettingsError) as told:
        override(Settings(), {name: 1})
    assert "\n" not in str(told.value) and name.split(".")[0] in str(told.value)
