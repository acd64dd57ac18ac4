"""A recommender for one's own log, in the face of the whole: what `recommender` has for that, under the same names."""

from recommender import FactorisationSettings as FactorisationSettings
from recommender import LogError as LogError
from recommender import Model as Model
from recommender import RatingFactors as RatingFactors
from recommender import RatingKNN as RatingKNN
from recommender import RatingSettings as RatingSettings
from recommender import fit as fit
from recommender import load as load
from recommender import read_log as read_log
