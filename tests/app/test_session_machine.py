"""A session in whatever order commands come: hypothesis thinks them up, and a model counts along by hand."""

from __future__ import annotations

from hypothesis import settings as effort
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from simulator.engine.action import Action
from simulator.frames import Frame
from simulator.session import LocalSession, View, commands
from tests.app.frames import ALGORITHMS
from tests.app.toy_world import Clock, ToyWorld

LOOKS = st.one_of(
    st.builds(commands.FollowPerson, st.integers(0, 900)),
    st.builds(commands.FollowCreator, st.integers(0, 90)),
    st.builds(commands.Attend, st.sampled_from(["", "lab", "why", "nothing"])),
    st.builds(commands.Language, st.sampled_from(["en", "zh"])),
    st.builds(commands.Search, st.sampled_from(["person", "creator"]), st.text(max_size=5)),
    st.builds(commands.StopAtTurns, st.just(False)),
)
TOUCHES = st.one_of(
    st.builds(commands.Tune, st.just("feed.adoption"), st.floats(0, 1)),
    st.builds(commands.TuneAll, st.just((("feed.adoption", 0.5), ("behaviour.stay", 1.0)))),
    st.builds(commands.Direct, st.integers(0, 5), st.just({"posts_per_day": 3.0})),
    st.builds(commands.Act, st.builds(Action, st.integers(0, 9), st.floats(0, 60))),
)


class Sociable(ToyWorld):
    """A toy that also can be played in."""

    def take(self, on: bool) -> None:
        self.calls.append(f"take={on}")

    def act(self, action: Action) -> None:
        self.calls.append(f"act={action.item}")

    def direct(self, creator: int, plan: object) -> None:
        self.calls.append(f"direct={creator}")

    def tune_all(self, values: dict[str, object]) -> None:
        self.calls.extend(f"{name}={value}" for name, value in values.items())


class Sessions(RuleBasedStateMachine):
    """One session at one hour a second; what it should say is kept beside it."""

    @initialize()
    def begin(self) -> None:
        self.clock = Clock()
        view = View(lang="en", paused=True, speed=1.0)
        self.session = LocalSession(Sociable({}), view, self.clock, Sociable)
        self.frame = self.session.poll()
        self.sent = self.begun = self.tick = 0
        self.paused, self.speed, self.lang, self.until = True, 1.0, "en", None
        self.algorithm, self.twin, self.unforked = ALGORITHMS[0], False, False
        self.kept: list[tuple[object, ...]] = []
        """The world that waits: hour, algorithm, twin, unforked."""
        self.refusal = False
        self.see()

    def see(self, seconds: float = 0.0) -> None:
        """Let time pass, and look."""
        self.clock.now += seconds
        for _ in range(60):
            frame = self.session.poll()
            if frame is None:
                break
            self.frame: Frame = frame
            if frame.refused:
                self.refusal = True

    def tell(self, command: commands.Command, *, refused: bool = False) -> None:
        self.refusal = False
        self.sent += 1
        assert self.session.send(command) == self.sent
        self.see()
        assert self.refusal == refused, command

    @rule(on=st.booleans())
    def pause(self, on: bool) -> None:
        self.tell(commands.Pause(on))
        self.paused = on

    @rule(speed=st.sampled_from([speed for speed in commands.SPEEDS if speed]))
    def run_at(self, speed: float) -> None:
        self.tell(commands.Speed(speed))
        self.speed = speed

    @rule(ticks=st.integers(0, 5))
    def step(self, ticks: int) -> None:
        self.tell(commands.Step(ticks))
        self.paused = True
        self.tick += ticks
        self.see()
        if self.until is not None and ticks and self.tick >= self.until:
            self.until = None

    @precondition(lambda self: not self.paused)
    @rule()
    def wait(self) -> None:
        before = self.frame.tick
        self.see(10.0)
        assert self.frame.tick >= before
        self.tick = self.frame.tick
        self.paused = self.frame.paused
        assert not self.paused or (self.until is not None and self.tick >= self.until)
        if self.paused:
            self.until = None

    @rule(hours=st.integers(1, 4))
    def stop_at(self, hours: int) -> None:
        self.until = self.tick + hours
        self.tell(commands.Until(self.until))

    @rule(command=LOOKS)
    def look(self, command: commands.Command) -> None:
        self.tell(command)
        if isinstance(command, commands.Language):
            self.lang = command.lang

    @rule(command=TOUCHES)
    def touch(self, command: commands.Command) -> None:
        self.tell(command)

    @rule(tick=st.integers(-5, 50))
    def seek(self, tick: int) -> None:
        self.tell(commands.Seek(tick), refused=True)

    @rule(name=st.sampled_from(ALGORITHMS), other=st.booleans())
    def switch(self, name: str, other: bool) -> None:
        self.tell(commands.SwitchAlgorithm(name, other), refused=other and not self.twin)
        if not other:
            self.algorithm = name

    @rule(name=st.sampled_from(ALGORITHMS))
    def fork(self, name: str) -> None:
        self.tell(commands.Fork(name))
        self.twin, self.unforked = True, False

    @rule()
    def unfork(self) -> None:
        self.tell(commands.Unfork())
        self.twin, self.unforked = False, self.unforked or self.twin

    @rule()
    def rejoin(self) -> None:
        self.tell(commands.Rejoin(), refused=not self.unforked)
        if self.unforked:
            self.twin, self.unforked = True, False

    @rule(on=st.booleans())
    def play(self, on: bool) -> None:
        self.tell(commands.Play(on))
        self.twin, self.unforked = False, self.unforked or self.twin

    @rule()
    def another(self) -> None:
        self.tell(commands.Begin({}))
        self.put_aside()
        self.tick, self.algorithm, self.twin, self.unforked, self.until = 0, ALGORITHMS[0], False, False, None
        self.paused = True
        self.begun += 1

    @rule()
    def back(self) -> None:
        self.tell(commands.Return(), refused=not self.kept)
        if self.kept:
            waiting = self.kept.pop()
            self.put_aside()
            self.tick, self.algorithm, self.twin, self.unforked, self.until, self.paused, self.speed = waiting
            self.begun += 1

    @rule()
    def nonsense(self) -> None:
        self.tell(commands.Begin({"broken": "build"}), refused=True)

    def put_aside(self) -> None:
        """A world without an hour is not worth it, and leaves alone what waits."""
        if self.tick:
            now = (self.tick, self.algorithm, self.twin, self.unforked, self.until, self.paused, self.speed)
            self.kept = [now]

    @invariant()
    def it_says_what_is(self) -> None:
        frame = self.frame
        assert (frame.obeyed, frame.begun) == (self.sent, self.begun)
        assert (frame.tick, frame.paused, frame.speed) == (self.tick, self.paused, self.speed)
        assert (frame.algorithm, frame.lang) == (self.algorithm, self.lang)
        assert (frame.twin is not None, frame.unforked >= 0) == (self.twin, self.unforked)
        assert frame.twin is None or frame.twin.tick == frame.tick
        assert (frame.aside.tick if frame.aside else None) == (self.kept[0][0] if self.kept else None)
        assert frame.owed == 0

    def teardown(self) -> None:
        self.session.close()


TestSessions = Sessions.TestCase
TestSessions.settings = effort(max_examples=6, stateful_step_count=25, deadline=None)
