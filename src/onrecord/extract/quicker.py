"""The library's own parse, with the same weights and the same result, in half of its time.

Three things of it are done in another way: products of matrices by numpy, whose kernels suit the processor; attributes that
rest on a word and its tag remembered from the first such word; and names found by scoring all words at once, since what may
happen outside a name rests on the word alone, and inside one there are two ways to go on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc, Span
from spacy.tokens._retokenize import set_token_attrs
from spacy.util import minibatch
from thinc.api import NumpyOps

from onrecord.products import Floats, product

TOGETHER = 64
Key = tuple[int, ...]
Attributes = dict[int, Any]


def quicken(nlp: Language) -> Language:
    """Let a pipeline do its work in the quicker ways."""
    ops = Sums()
    for _, pipe in nlp.pipeline:
        model = getattr(pipe, "model", None)
        for layer in model.walk() if model is not None else ():
            layer.ops = ops
    for name, component in (("attribute_ruler", "remembered_attributes"), ("ner", "names_at_once")):
        nlp.add_pipe(component, before=name)
        nlp.remove_pipe(name)
    return nlp


class Sums(NumpyOps):  # type: ignore[misc]
    """The operations of the library's networks, with numpy's product of matrices."""

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """The product of two matrices, either of them turned first."""
        made = product(x.T if trans1 else x, y.T if trans2 else y)
        if out is None:
            return made
        out[...] = made
        return out


@Language.factory("remembered_attributes")
class Remembered:
    """The attribute ruler. Which of its rules hold of a word by itself is asked once for each word, tag and role."""

    def __init__(self, nlp: Language, name: str) -> None:
        self._ruler = cast("Any", nlp.get_pipe("attribute_ruler"))
        self._vocab = nlp.vocab
        self._known: dict[Key, Attributes | None] = {}
        self._kinds: dict[tuple[int, ...], Attributes] = {}
        # words with which a rule of several words may begin
        self._leads = Matcher(nlp.vocab)
        for rule in self._ruler.patterns:
            for pattern in rule["patterns"]:
                if len(pattern) > 1:
                    self._leads.add(str(pattern), [pattern[:1]])

    def __call__(self, doc: Doc) -> Doc:
        """Set what follows from the tags of a document."""
        found = []
        for key in map(tuple, doc.to_array(["TAG", "LOWER", "DEP"]).tolist()):
            if key not in self._known:
                self._known[key] = self._attributes(key)
            if (attributes := self._known[key]) is None:
                return self._ruler(doc)  # type: ignore[no-any-return]
            found.append(attributes)
        for token, attributes in zip(doc, found, strict=True):
            set_token_attrs(token, attributes)
        return doc

    def _attributes(self, key: Key) -> Attributes | None:
        """What the rules make of a word alone; None where it may begin what a rule of several words is about."""
        tag, word, dep = (self._vocab.strings[n] if n else "" for n in key)
        alone = Doc(self._vocab, words=[word], tags=[tag], deps=[dep], heads=[0])
        if self._leads(alone, allow_missing=True):
            return None
        rules = tuple(number for number, *_ in self._ruler.match(alone))
        if rules not in self._kinds:
            self._kinds[rules] = {name: value for n in rules for name, value in self._ruler.attrs[n].items()}
        return self._kinds[rules]


@Language.factory("names_at_once")
class Names:
    """The entity recogniser: the moves it would make, without a machine that makes them word by word."""

    def __init__(self, nlp: Language, name: str) -> None:
        ner: Any = nlp.get_pipe("ner")
        self._tok2vec = ner.model.get_ref("tok2vec")
        lower, upper = ner.model.get_ref("lower"), ner.model.get_ref("upper")
        self._ops = lower.ops
        # what a word adds to the state as the next one, as the first of a name, and as the one before inside a name
        self._lower, self._bias = lower.get_param("W"), lower.get_param("b").reshape(-1)
        self._none = lower.get_param("pad")[0].reshape(3, -1)
        self._upper, self._upper_bias = upper.get_param("W"), upper.get_param("b")
        self._moves = [ner.moves.get_class_name(n) for n in range(ner.moves.n_moves)]
        self._opens = np.array([move.startswith("B-") for move in self._moves])
        self._names = self._opens | np.array([move.startswith("U-") for move in self._moves])
        self._inside = np.array([move.startswith(("I-", "L-")) or move == "U-" for move in self._moves])

    def __call__(self, doc: Doc) -> Doc:
        """Find the names in a document."""
        return next(self.pipe([doc]))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = TOGETHER) -> Iterator[Doc]:
        """Find the names in documents, some at once."""
        for batch in minibatch(docs, batch_size):  # type: ignore[no-untyped-call]
            together = list(batch)
            self._find([doc for doc in together if len(doc)])
            yield from together

    def _find(self, docs: list[Doc]) -> None:
        if not docs:
            return
        vectors = self._tok2vec.predict(docs)
        features, _, pieces, width = self._lower.shape
        parts = self._ops.gemm(vectors, self._lower.reshape(-1, width), trans2=True).reshape(len(vectors), features, -1)
        alone = parts[:, 0] + self._none[1] + self._none[2] + self._bias
        # the larger of each pair, as numpy's own maximum over so short an axis is slow
        state = np.maximum(alone[:, ::pieces], alone[:, 1::pieces])
        scores = self._ops.gemm(state, self._upper, trans2=True)
        scores += self._upper_bias
        # a name goes on over the next word, unless that begins a sentence
        goes_on = np.concatenate([np.append(doc.to_array("SENT_START")[1:] != 1, False) for doc in docs])
        space = np.concatenate([doc.to_array("IS_SPACE") for doc in docs]).astype(bool)
        scores[:, self._inside] = -np.inf
        scores[np.ix_(~goes_on, self._opens)] = -np.inf
        scores[np.ix_(space, self._names)] = -np.inf
        best = scores.argmax(axis=1)
        start = 0
        for doc in docs:
            end = start + len(doc)
            names = self._names_of(parts[start:end], best[start:end], goes_on[start:end])
            doc.set_ents([Span(doc, a, b, label=label) for a, b, label in names], default="outside")
            start = end

    def _names_of(
        self, parts: Floats, best: NDArray[np.intp], goes_on: NDArray[np.bool_]
    ) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        done = 0
        for start in np.flatnonzero(self._names[best]).tolist():
            if start < done:
                continue
            move, _, label = self._moves[best[start]].partition("-")
            done = start + 1
            while move == "B" and not self._ends(parts, start, done, label, goes_on=bool(goes_on[done])):
                done += 1
            done += move == "B"
            found.append((start, done, label))
        return found

    def _ends(self, parts: Floats, start: int, at: int, label: str, *, goes_on: bool) -> bool:
        """Whether a name that has begun ends with this word."""
        if not goes_on:
            return True
        state = parts[at, 0] + parts[start, 1] + parts[at - 1, 2] + self._bias
        inside, last = sorted((self._moves.index(f"I-{label}"), self._moves.index(f"L-{label}")))
        ways = self._upper[[inside, last]] @ state.reshape(self._upper.shape[1], -1).max(axis=1)
        best = (inside, last)[int((ways + self._upper_bias[[inside, last]]).argmax())]
        return str(self._moves[best]).startswith("L")
