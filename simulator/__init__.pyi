"""What `simulator`, and `feedscope` with it, offers, and where it lies."""

from .settings.tree import Settings as Settings
from .settings.errors import SettingsError as SettingsError
from .experiments.studies.abtest import Experiment as Experiment, abtest as abtest
from .experiments.studies.advise import Advice as Advice, advise as advise
from .experiments.studies.arms import Arm as Arm
from .experiments.studies.commands import Command as Command
from .experiments.studies.compare import Comparison as Comparison, compare as compare
from .experiments.studies.episode import Played as Played, play as play
from .experiments.studies.measures import Look as Look, measure as measure
from .experiments.studies.question import UntilPrecise as UntilPrecise
from .experiments.studies.store import Store as Store
from .experiments.studies.sweep import Sweep as Sweep, sweep as sweep
from .experiments.studies.tidy import TidyTable as TidyTable
from .front_door import World as World, run as run
from .own_logs import (
    FactorisationSettings as FactorisationSettings,
    LogError as LogError,
    Model as Model,
    RatingFactors as RatingFactors,
    RatingKNN as RatingKNN,
    RatingSettings as RatingSettings,
    fit as fit,
    load as load,
    read_log as read_log,
)
