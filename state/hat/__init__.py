"""The Host Access Table at work: which sender group a connection belongs to, and what follows."""

from state.hat.classifier import Classifier, Match
from state.hat.policy import EffectivePolicy, resolve

__all__ = ["Classifier", "EffectivePolicy", "Match", "resolve"]
