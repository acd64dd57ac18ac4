"""The world's luck is the recommender's too, and lies there: see `recommender.luck`."""

from recommender.luck import Address as Address
from recommender.luck import Luck as Luck
from recommender.luck import folded as folded
from recommender.luck import normal as normal
from recommender.luck import unit as unit
