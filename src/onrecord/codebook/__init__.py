"""The words of the field as data: acts, roles, phases and their cues. One file an act, in `acts/`."""

from onrecord.codebook.book import Act, Codebook, Example, load_codebook
from onrecord.codebook.cues import Cue

__all__ = ["Act", "Codebook", "Cue", "Example", "load_codebook"]
