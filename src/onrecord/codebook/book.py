"""The codebook, read from its files and checked as a whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from onrecord.codebook.cues import Cue, parse_cue
from onrecord.errors import CodebookError


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that tells the act, or (`near_miss`) one that only sounds so, and why.

    `slots` are what else it says (actor, speaker, form, ...). `unread` marks what the reader is known to miss.
    """

    text: str
    why: str
    near_miss: bool
    unread: bool
    slots: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """One act of the vocabulary: what it means, how reporters tell it, its codes and its examples."""

    name: str
    kind: str
    family: str
    label: str
    definition: str
    codes: tuple[tuple[str, str], ...]
    cues: tuple[Cue, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a closed list that is no act: a phase, a role, a form, an issue."""

    name: str
    label: str
    definition: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Codebook:
    """All acts, phases, roles, forms and issues, and the cues by the lemma they begin with."""

    acts: Mapping[str, Act]
    terms: Mapping[str, Mapping[str, Term]]
    sets: Mapping[str, frozenset[str]]
    cues: Mapping[tuple[str, str], tuple[Cue, ...]]

    def family(self, act: str) -> str:
        """The family an act belongs to, as "commit" for "agree"."""
        return self.acts[act].family


@cache
def load_codebook() -> Codebook:
    """The codebook shipped with the package; a CodebookError lists every problem of its files."""
    return read_codebook(files("onrecord.codebook"))


def read_codebook(folder: Traversable) -> Codebook:
    """The codebook in a folder: `acts/*.toml`, `sets.toml`, `terms.toml`."""
    sets = {name: frozenset(words) for name, words in _toml(folder / "sets.toml").items()}
    terms = {
        group: {name: Term(name, t["label"], t["definition"], tuple(t.get("words", ()))) for name, t in members.items()}
        for group, members in _toml(folder / "terms.toml").items()
    }
    examples = _toml(folder / "examples.toml") if (folder / "examples.toml").is_file() else {}
    acts: dict[str, Act] = {}
    index: dict[tuple[str, str], list[Cue]] = {}
    problems: list[str] = []
    for file in sorted((folder / "acts").iterdir(), key=lambda item: item.name):
        if not file.name.endswith(".toml"):
            continue
        try:
            act = _act(_toml(file), sets, examples)
        except (ValueError, KeyError, TypeError) as error:
            problems.append(f"{file.name}: {error}")
            continue
        acts[act.name] = act
        for cue in act.cues:
            index.setdefault((cue.pos, cue.lemma), []).append(cue)
    if problems:
        raise CodebookError("The codebook has errors:\n  " + "\n  ".join(problems), hint="Mend the files named.")
    ordered = {key: tuple(sorted(cues, key=lambda c: (-c.rank, c.act, c.text))) for key, cues in index.items()}
    return Codebook(acts, terms, sets, ordered)


def _act(data: dict[str, Any], sets: Mapping[str, frozenset[str]], examples: Mapping[str, Any]) -> Act:
    name = data["name"]
    cues = [
        parse_cue(name, pos, text, sets)
        for pos, key in (("verb", "verbs"), ("noun", "nouns"), ("adj", "adjectives"))
        for text in data.get(key, ())
    ]
    told = [
        Example(
            e["text"],
            e["why"],
            e.get("near_miss", False),
            e.get("unread", False),
            {k: v for k, v in e.items() if k not in ("text", "why", "near_miss", "unread")},
        )
        for e in (*data.get("example", ()), *examples.get(name, ()))
    ]
    return Act(
        name,
        data["kind"],
        data["family"],
        data["label"],
        data["definition"],
        tuple(sorted(data["codes"].items())),
        tuple(cues),
        tuple(told),
    )


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))
