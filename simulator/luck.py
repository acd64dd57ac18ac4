"""The world's luck is the recommender's too, and lies there: see `recommender.luck`."""

from recommender.luck import Address as Address
from recommender.luck import Luck as Luck
