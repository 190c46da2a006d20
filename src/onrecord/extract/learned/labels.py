"""What the model can say of a word: the acts, roles, phases and meetings it may tell, and the slots it may set."""

from __future__ import annotations

from functools import cache

from onrecord.codebook import load_codebook
from onrecord.model import Form, Kind, Outcome, Status, Style

FLAGS = ("negated", "conditional", "future", "historical")
STYLES = tuple(Style)
FORMS = (None, *Form)
STATUSES = (None, *Status)
OUTCOMES = (None, *Outcome)
SLOTS = ("actor", "addressee", "speaker")


@cache
def labels() -> tuple[str, ...]:
    """All labels, in a fixed order: "statement:demand", "action:attack", "meeting:", "participation:host", "phase:ended"."""
    book = load_codebook()
    acts = sorted(f"{act.kind}:{act.name}" for act in book.acts.values())
    roles = sorted(f"participation:{role}" for role in book.terms["role"])
    phases = sorted(f"phase:{phase}" for phase in book.terms["phase"])
    return (*acts, "meeting:", *roles, *phases)


@cache
def index() -> dict[str, int]:
    """The number of each label."""
    return {label: n for n, label in enumerate(labels())}


def label_of(kind: Kind | str, act: str | None, role: str | None) -> str:
    """The label of an entry."""
    kind = Kind(kind)
    name = role if kind is Kind.PARTICIPATION else "" if kind is Kind.MEETING else act
    return f"{kind.value}:{name or ''}"


@cache
def families() -> tuple[str, ...]:
    """The group of each label, by which two entries can be the same: "statement:refuse", "meeting", "phase"."""
    book = load_codebook()
    groups = []
    for label in labels():
        kind, _, name = label.partition(":")
        groups.append(f"{kind}:{book.family(name)}" if name in book.acts and kind in ("statement", "action") else kind)
    return tuple(groups)
