"""Claims about the words of the world: who is called what, and what stands under which video."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files

import pytest
from rich.cells import cell_len

from recommender.luck import Luck
from simulator.frames import KINDS
from simulator.locale import LANGUAGES, catalogue
from simulator.world.words import LONGEST_COMMENT, MOODS, SEARCHED, TAGS_PER_TOPIC, Words

TOPICS = tuple(key.removeprefix("topic.") for key in catalogue("en") if key.startswith("topic."))
SLOTS = {
    "titles": {"thing", "deed", "who", "when", "n", "day", "twist"},
    "comments": {"thing", "deed", "who", "when", "n", "day"},
}


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param, Luck(7), TOPICS)


def read(lang: str) -> dict[str, object]:
    text = files("simulator.locale").joinpath(lang, "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def titles(words: Words, count: int) -> list[str]:
    return [words.title(video, video % len(TOPICS), video % len(KINDS)) for video in range(count)]


def comments(words: Words, count: int) -> list[str]:
    return [words.comment(i, i // 3, (i // 3) % len(TOPICS), MOODS[i % len(MOODS)]) for i in range(count)]


def test_both_languages_have_the_same_lists() -> None:
    english, chinese = dict(flat(read("en"))), dict(flat(read("zh")))
    assert english.keys() == chinese.keys()
    assert all(type(value) is type(chinese[key]) for key, value in english.items())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_topic_is_rich(lang: str) -> None:
    for topic in TOPICS:
        entry = catalogue(lang).words
        tags = entry(f"words.topics.{topic}.tags")
        subjects = entry(f"words.topics.{topic}.subjects")
        assert len(set(tags)) == len(tags) == TAGS_PER_TOPIC
        assert len(set(subjects)) == len(subjects) >= 20
        assert all(subject.count(" | ") == 1 for subject in subjects)
        assert not any(" " in tag or "#" in tag for tag in tags)
    assert len(catalogue(lang).words("words.any.tags")) == TAGS_PER_TOPIC


@pytest.mark.parametrize("lang", LANGUAGES)
def test_templates_use_only_slots_that_are_filled(lang: str) -> None:
    for key, value in flat(read(lang)):
        if not isinstance(value, list):
            continue
        slots = {slot for line in value for slot in re.findall(r"\{(\w*)\}", line)}
        if key.startswith("titles."):
            assert slots <= SLOTS["titles"], key
        elif key.rsplit(".", 1)[-1] in MOODS:
            assert slots <= SLOTS["comments"] | ({"topic"} if key.startswith("any.") else set()), key
        elif key.startswith("live."):
            assert slots <= {"gifts"} if key == "live.gave" else slots <= SLOTS["comments"] - {"deed"}, key
        elif key.startswith("any."):
            assert slots <= {"topic", "Topic"}, key
        elif key not in ("creators", "glue"):
            assert not slots, key


def test_same_luck_same_words(words: Words) -> None:
    again = Words(words._lang, Luck(7), TOPICS)
    backwards = [again.title(video, video % 16, video % 6) for video in reversed(range(200))]
    assert titles(words, 200) == backwards[::-1]
    assert comments(words, 200) == comments(again, 200)
    assert [words.person(p) for p in (999_999, 3, 3)] == [again.person(p) for p in (999_999, 3, 3)]
    assert [words.creator(c, c % 16) for c in range(50)] == [again.creator(c, c % 16) for c in range(50)]


def test_another_seed_gives_other_words(words: Words) -> None:
    other = Words(words._lang, Luck(8), TOPICS)
    assert titles(words, 50) != titles(other, 50)
    assert [words.person(p) for p in range(50)] != [other.person(p) for p in range(50)]


def test_a_person_keeps_their_name_whoever_else_is_named(words: Words) -> None:
    alone = Words(words._lang, Luck(7), TOPICS).person(4321)
    words.find_people("a", SEARCHED)
    assert words.person(4321) == alone


def test_titles_are_many_and_fit_a_phone(words: Words) -> None:
    written = titles(words, 5000)
    widths = sorted(cell_len(title) for title in written)
    assert len(set(written)) >= 4000
    assert widths[int(0.95 * len(widths))] <= 44
    assert widths[-1] <= 64
    assert widths[0] >= 6
    assert not any("{" in title or "}" in title or " | " in title for title in written)


def test_comments_are_many_and_short(words: Words) -> None:
    written = comments(words, 5000)
    assert len(set(written)) >= 4000
    assert max(cell_len(comment) for comment in written) <= LONGEST_COMMENT
    live = [words.live(i, 3, i % len(TOPICS), 7, i % 2) for i in range(500)]
    assert len(set(live)) >= 100
    assert not any("{" in comment or "}" in comment for comment in written + live)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_comment_can_exceed_sixty_cells(lang: str) -> None:
    table = catalogue(lang).words
    widest = {slot: max(table(f"words.{slot}"), key=cell_len) for slot in ("who", "when")}
    for topic in TOPICS:
        pairs = [subject.split(" | ") for subject in table(f"words.topics.{topic}.subjects")]
        slots = widest | {
            "n": "9",
            "day": "99",
            "thing": max((thing for thing, _ in pairs), key=cell_len),
            "deed": max((deed for _, deed in pairs), key=cell_len),
        }
        for mood in MOODS:
            tail = max(table(f"words.tails.{mood}"), key=cell_len)
            own = table(f"words.topics.{topic}.{mood}") if mood in ("glad", "wry", "cross") else ()
            for line in table(f"words.comments.{mood}") + own:
                longest = line.format(**slots) + tail
                assert cell_len(longest) <= 60, (topic, longest)
        for line in table("words.live.said") + table("words.live.gave"):
            assert cell_len(line.format(**slots, gifts="99")) <= 60, (topic, line)


@pytest.mark.slow
def test_comments_of_one_mood_are_many_as_well(words: Words) -> None:
    """In a living world most people who comment are pleased."""
    for mood in ("glad", "wry"):
        assert len({words.comment(i, i, i % len(TOPICS), mood) for i in range(5000)}) >= 3000


@pytest.mark.slow
def test_a_comment_is_about_what_the_title_is_about(words: Words) -> None:
    food = TOPICS.index("food")
    entries = catalogue(words._lang).words("words.topics.food.subjects")
    subjects = [subject.lower().split(" | ") for subject in entries]
    for video in range(50):
        title = words.title(video, food, 0).lower()
        said = "\n".join(words.comment(who, video, food, mood) for who in range(40) for mood in MOODS).lower()
        thing, deed = max(subjects, key=lambda pair: said.count(pair[0]))
        assert thing in title or deed in title
        assert deed in said


@pytest.mark.slow
def test_people_have_many_names(words: Words) -> None:
    names = [words.person(person) for person in range(2000)]
    assert len(set(names)) >= 1200
    assert all(3 < cell_len(name) <= 24 for name in names)
    if words._lang == "zh":
        assert 0.04 < sum(name.startswith("王") for name in names) / len(names) < 0.11
    famous = set(catalogue(words._lang).words("words.famous"))
    assert not famous & {words.person(person) for person in range(30_000)}


def test_two_thousand_creators_have_two_thousand_handles(words: Words) -> None:
    mixed = [words.creator(creator, (creator * 7) % len(TOPICS)) for creator in range(2000)]
    crowded = [words.creator(creator, 3) for creator in range(6000)]
    assert len(set(mixed)) == 2000
    assert len(set(crowded)) == 6000
    assert not any(handle[-1].isdigit() for handle in crowded[:2000])
    assert max(map(cell_len, mixed)) <= 26
    assert not any(" " in handle for handle in mixed)


def test_tags_are_addressed_by_number_and_negative_ones_are_none(words: Words) -> None:
    food = TOPICS.index("food")
    expected = catalogue(words._lang).words("words.topics.food.tags")
    assert words.tags([food * TAGS_PER_TOPIC, -1, food * TAGS_PER_TOPIC + 11]) == (expected[0], expected[11])
    everything = words.tags(range(len(TOPICS) * TAGS_PER_TOPIC))
    assert len(everything) == len(TOPICS) * TAGS_PER_TOPIC
    assert words.tags([-1, -1]) == ()


@pytest.mark.parametrize("key", ["pottery", "urban_gardening", "茶道", "{x}", "_"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_topic_of_ones_own_speaks_of_itself(lang: str, key: str) -> None:
    words = Words(lang, Luck(1), ("food", key))
    spoken = {"urban_gardening": "urban gardening", "{x}": "x"}.get(key, key)
    written = [words.title(video, 1, video % len(KINDS)) for video in range(60)]
    assert all(spoken in title.lower() for title in written)
    assert all("{" not in title for title in written)
    assert len(words.tags(range(TAGS_PER_TOPIC, 2 * TAGS_PER_TOPIC))) == TAGS_PER_TOPIC
    assert words.creator(5, 1) != words.creator(6, 1)
    assert all(words.comment(person, 0, 1, mood) for person in range(20) for mood in MOODS)


def test_people_are_found_by_name_and_by_number(words: Words) -> None:
    name = words.person(777)
    found = words.find_people(name.upper(), 1_000_000)
    assert 777 in found
    assert all(words.person(person) == name for person in found)
    assert words.find_people("987654", 1_000_000) == [987_654]
    assert words.find_people(" #12 ", 1_000_000) == [12]
    assert words.find_people("1000000", 1_000_000) == []
    assert words.find_people("9" * 5000, 1_000_000) == []
    assert words.find_people("no such name", 1_000_000) == []


def test_a_small_world_finds_only_those_who_live_there(words: Words) -> None:
    part = words.person(0)[:1]
    many = words.find_people(part, 20_000, limit=20_000)
    few = words.find_people(part, 100, limit=20_000)
    assert sorted(few) == [person for person in sorted(many) if person < 100]
    assert len(words.find_people("", 20_000)) == 50


def test_names_that_begin_with_the_text_come_first(words: Words) -> None:
    text = words.person(5)[:2].lower()
    found = [words.person(person).lower() for person in words.find_people(text, SEARCHED, limit=SEARCHED)]
    begins = [name.startswith(text) for name in found]
    assert begins == sorted(begins, reverse=True)
    assert begins[0]


def test_creators_are_found_by_handle_and_by_number(words: Words) -> None:
    topics_of = [creator % len(TOPICS) for creator in range(2000)]
    assert words.find_creators(words.creator(1234, topics_of[1234]), topics_of) == [1234]
    assert words.find_creators("1999", topics_of)[0] == 1999
    assert words.find_creators("2000", topics_of) == []
    assert len(words.find_creators("", topics_of, limit=9)) == 9


def test_creators_beyond_those_searched_are_found_by_number(words: Words) -> None:
    topics_of = [0] * (SEARCHED + 10)
    assert words.find_creators(str(SEARCHED + 5), topics_of)[0] == SEARCHED + 5
    assert words.find_creators(words.creator(SEARCHED + 5, 0), topics_of) == []


@pytest.mark.slow
def test_faker_is_imported_only_when_somebody_is_named() -> None:
    program = (
        "import sys, simulator.world.words as w; from recommender.luck import Luck\n"
        "words = w.Words('en', Luck(1), ('food',)); words.title(1, 0, 0); words.creator(1, 0)\n"
        "assert not any(name.split('.')[0] == 'faker' for name in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=240)
    Words("en", Luck(1), ("food",)).person(1)
    assert "faker" in sys.modules
