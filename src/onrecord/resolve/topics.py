"""What an undertaking, a demand or a warning is about, as a vector that can be compared.

The mean of the vectors of its word pieces, rare ones weighing more (Arora, Liang and Ma 2017, "A simple but tough-to-beat
baseline for sentence embeddings"), with the rank of a piece in its list for its frequency, as Zipf's law has it. Words that
say only that something was said or promised, and the names of those who act, are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from onrecord.model.story import Passage
from onrecord.resolve.spelling import plain

Vector = Any
Meaning = Callable[[Passage], Vector]
# pieces before this one are signs and single letters; the rest stand in the order of their frequency
FIRST_WORD, COMMON = 1996, 4000
RARE = 1e-3
# the weight of the meaning of the whole beside that of the words
MEANT = 0.9
# function words, verbs of saying and promising, times: what is about nothing
EMPTY = frozenset(
    """a an the of to in on at by for from with without and or but nor so as if unless until till than then that this
    these those it its he his him she her hers they them their we us our ours i me my you your who whom whose which what
    when where why how there here be is are was were been being am have has had having do does did done doing will would
    shall should can could may might must ought not no none never nothing nobody neither either both all any some each
    every other another such same own more most less least very too also only just even still yet already again once
    about after before during since while over under between among against into onto out off up down through per via
    said say says saying told tell tells according stated state announced announce announces claims claimed added insisted
    promise promised promises promising pledge pledged pledges pledging commit committed commitment commitments vow
    vowed undertake undertook undertaken undertaking agree agreed agrees agreement agreements accept accepted accepts
    offer offered offers offering propose proposed proposes proposal proposals demand demanded demands demanding request
    requested requests ask asked asks asking call called calls calling urge urged urges want wants wanted insist insists
    refuse refused refuses refusing refusal reject rejected rejects deny denied denies denial accuse accused accuses
    accusing warn warned warns warning threaten threatened threatens threat threats break broke broken breaking breach
    breached breaches breaching violate violated violates violating violation violations honour honoured honor honored
    honouring honoring keep kept keeps keeping renege reneged reneging fail failed failing failure word words assurance
    assured assure assures guarantee guaranteed verbal verbally oral orally written writing paper side sides party parties
    """.split()
)


class Topics:
    """Vectors of what entries are about: of length one, near where the same is meant.

    `pieces`: the ids of a text's word pieces; `vectors`: of ids, [pieces, width]; `meaning`: of a whole text, [width].
    """

    def __init__(self, pieces: Callable[[str], list[int]], vectors: Callable[[list[int]], Vector]) -> None:
        self._pieces = pieces
        self._vectors = vectors
        self._mean = vectors(list(range(FIRST_WORD, FIRST_WORD + COMMON))).mean(0)

    def of(self, passage: Passage, meaning: Meaning, names: frozenset[str] = frozenset()) -> Vector:
        """What a passage is about. `names`: words of the names of those who act."""
        meant = meaning(passage)
        kept = [w for w in re.findall(r"[^\W_]+", plain(passage.words).replace("'s", "")) if w not in EMPTY | names]
        words = self._vector(kept)
        if words is None:
            words = np.zeros(self._mean.shape, dtype=np.float32)
        return np.concatenate([meant * MEANT, words * (1 - MEANT**2) ** 0.5])

    def _vector(self, kept: Sequence[str]) -> Vector | None:
        ids = [piece for piece in self._pieces(" ".join(kept)) if piece >= FIRST_WORD or len(kept) == 1]
        if not ids:
            return None
        vectors = self._vectors(ids) - self._mean
        rank = np.maximum(np.asarray(ids) - FIRST_WORD + 1, 1)
        weight = RARE / (RARE + 1.0 / rank) / np.linalg.norm(vectors, axis=1)
        total = (vectors * weight[:, None]).sum(0)
        return total / np.linalg.norm(total)


def name_words(names: frozenset[str]) -> frozenset[str]:
    """The words of names, as they are left out."""
    return frozenset(w for name in names for w in re.findall(r"[^\W_]+", plain(name).replace("'s", "")))
