"""What this package offers, and where it lies: read by type checkers, and by the package when a name is touched."""

from .config import (
    ContentSettings as ContentSettings,
    HistorySettings as HistorySettings,
    ItemCFSettings as ItemCFSettings,
    MethodSettings as MethodSettings,
    Strength as Strength,
    TrendingSettings as TrendingSettings,
    UserCFSettings as UserCFSettings,
)
from .counterfactual import (
    Counterfactual as Counterfactual,
    without_person as without_person,
    without_view as without_view,
)
from .datasets.log import LogError as LogError
from .datasets.reading import read_log as read_log
from .luck import Luck as Luck
from .memory.history import History as History
from .memory.memory import Memory as Memory
from .methods.baselines import (
    MostWatched as MostWatched,
    Newest as Newest,
    Random as Random,
    Trending as Trending,
)
from .methods.content import ContentBased as ContentBased
from .methods.fill import Draft as Draft, ranking as ranking
from .methods.following import Following as Following
from .methods.item_cf import ItemCF as ItemCF
from .methods.method import Method as Method, single as single
from .methods.suite import Suite as Suite
from .methods.user_cf import UserCF as UserCF
from .model import Model as Model, fit as fit, load as load
from .privacy.consent import PrivacySettings as PrivacySettings
from .privacy.guard import Guard as Guard
from .privacy.noise import NoiseSettings as NoiseSettings
from .ratings.factorisation import (
    FactorisationSettings as FactorisationSettings,
    RatingFactors as RatingFactors,
)
from .ratings.knn import RatingKNN as RatingKNN, RatingSettings as RatingSettings
from .types import (
    NO_ITEM as NO_ITEM,
    Chance as Chance,
    Explanation as Explanation,
    Interactions as Interactions,
    Items as Items,
    Move as Move,
    Part as Part,
    Recommender as Recommender,
    Slate as Slate,
    Source as Source,
)
from .warm import warm as warm
