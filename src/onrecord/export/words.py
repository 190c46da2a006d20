"""An entry in plain words: who, what, to whom, in which form, on what condition, says who."""

from __future__ import annotations

from onrecord.codebook import load_codebook
from onrecord.model import Actor, Entry, Form, Kind, Style, Tier

FORMS = {
    Form.VERBAL: "verbally",
    Form.WRITTEN: "in writing",
    Form.SIGNED: "in a signed text",
    Form.JOINT_STATEMENT: "in a joint statement",
    Form.UNILATERAL_DECLARATION: "by unilateral declaration",
}


def names(actors: tuple[Actor, ...], *, none: str = "") -> str:
    """Names as one reads them: "Turkey and Qatar"."""
    found = list(dict.fromkeys(actor.name for actor in actors))
    if not found:
        return none
    return found[0] if len(found) == 1 else ", ".join(found[:-1]) + " and " + found[-1]


def speakers_of(entry: Entry) -> str:
    """Who says so: the chain, outermost first; "the report" for the reporter's own voice."""
    chain = entry.attribution.speakers
    if not chain or entry.attribution.style is Style.AUTHOR:
        return "the report"
    if entry.attribution.style is Style.NARRATED and entry.kind is Kind.STATEMENT and chain == entry.actors:
        return f"{names(chain)}, as the report tells it"
    if tuple(a.name for a in chain) == tuple(a.name for a in entry.actors):
        return names(chain)
    return " quoting ".join(dict.fromkeys(actor.name for actor in chain))


def did(entry: Entry) -> str:
    """What was done, in a few words: "did not propose", "promised in writing", "talks, ended without agreement"."""
    if entry.kind is Kind.MEETING:
        words = [
            "met"
            if entry.status is None
            else {
                "announced": "are to meet",
                "under_way": "are meeting",
                "postponed": "meeting postponed",
                "cancelled": "meeting cancelled",
            }.get(entry.status.value, "met")
        ]
        if entry.outcome is not None:
            words.append(f"({entry.outcome.value.replace('_', ' ')})")
    elif entry.kind is Kind.PARTICIPATION:
        words = [load_codebook().terms["role"][entry.role or "member"].label]
    elif entry.kind is Kind.PHASE:
        words = ["state: " + load_codebook().terms["phase"][entry.act or ""].label]
    else:
        label = load_codebook().acts[entry.act or ""].label
        words = [f"not: {label}" if entry.negated else label]
    if entry.form in FORMS:
        words.append(FORMS[entry.form])
    return " ".join(words)


def qualifiers(entry: Entry) -> list[str]:
    """What must not be overlooked: condition, deadline, ahead, background, implied, negated, place, time."""
    found = []
    if entry.kind not in (Kind.STATEMENT, Kind.ACTION) and entry.negated:
        found.append("not so")
    if entry.condition:
        found.append(f"on condition: {entry.condition}")
    if entry.deadline:
        found.append(f"deadline: {entry.deadline}")
    if entry.future and entry.kind is not Kind.MEETING:
        found.append("ahead")
    if entry.historical:
        found.append("background")
    if entry.tier is Tier.IMPLIED:
        found.append("implied")
    if entry.place:
        found.append(entry.place)
    if entry.time.earliest:
        same = entry.time.earliest == entry.time.latest
        found.append(entry.time.earliest if same else f"{entry.time.earliest} to {entry.time.latest}")
    elif entry.time.text:
        found.append(f"{entry.time.text} (date open)")
    return found


def line_of(entry: Entry) -> str:
    """An entry as one line.

    "Afghan delegation refused in writing → Pakistan · says Khawaja Asif"
    """
    actors = names(entry.actors, none="" if entry.kind is Kind.PHASE else "nobody named")
    head = f"{actors} {did(entry)}".strip() if entry.kind is not Kind.PARTICIPATION else f"{actors}: {did(entry)}"
    if entry.addressees:
        head += f" → {names(entry.addressees)}"
    extra = qualifiers(entry)
    if extra:
        head += f" ({'; '.join(extra)})"
    return f"{head} · says {speakers_of(entry)}"


def details(entry: Entry) -> list[tuple[str, str]]:
    """Every slot that is filled, as (name, value)."""
    rows = [
        ("id", entry.id),
        ("kind", entry.kind.value),
        ("act", entry.act or ""),
        ("role", entry.role or ""),
        ("actors", names(entry.actors)),
        ("addressees", names(entry.addressees)),
        ("says", speakers_of(entry)),
        ("style", entry.attribution.style.value + (", carried over" if entry.attribution.carried_over else "")),
        ("form", entry.form.value if entry.form else ""),
        ("content", entry.content or ""),
        ("flags", ", ".join(f for f in ("negated", "future", "conditional", "historical") if getattr(entry, f))),
        ("condition", entry.condition or ""),
        ("consequence", entry.consequence or ""),
        ("deadline", entry.deadline or ""),
        ("issue", ", ".join(entry.issue)),
        ("quantities", ", ".join(q.text for q in entry.quantities)),
        ("status", entry.status.value if entry.status else ""),
        ("outcome", entry.outcome.value if entry.outcome else ""),
        ("format", entry.format.value if entry.format else ""),
        ("place", entry.place or ""),
        (
            "time",
            f"{entry.time.text or ''} {entry.time.earliest or 'open'} ({entry.time.basis.value})"
            if entry.time.text
            else "",
        ),
        ("tier", entry.tier.value),
        ("codes", ", ".join(f"{key} {value}" for key, value in entry.codes)),
        ("confidence", f"{entry.confidence:.2f}"),
    ]
    return [(name, value) for name, value in rows if value]
