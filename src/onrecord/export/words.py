"""An entry in plain words: who, what, to whom, in which form, on what condition, says who."""

from __future__ import annotations

from onrecord.codebook import load_codebook
from onrecord.model import Actor, Entry, Form, Format, Kind, Status, Style, Tier
from onrecord.model.plain import safe

# how it was done: "promised in writing"
DONE_SO = {
    Form.VERBAL: "verbally",
    Form.WRITTEN: "in writing",
    Form.SIGNED: "in a signed text",
    Form.JOINT_STATEMENT: "in a joint statement",
    Form.UNILATERAL_DECLARATION: "by unilateral declaration",
}
# what was asked for or refused has the form, not the asking: "refused something in writing", by word of mouth or not
ASKED_SO = {
    Form.VERBAL: "something verbal",
    Form.WRITTEN: "something in writing",
    Form.SIGNED: "something signed",
    Form.JOINT_STATEMENT: "a joint statement",
    Form.UNILATERAL_DECLARATION: "a unilateral declaration",
}
MET = {
    Status.ANNOUNCED: ("are to meet", "are not to meet"),
    Status.UNDER_WAY: ("are meeting", "are not meeting"),
    Status.POSTPONED: ("meeting postponed", "meeting not postponed"),
    Status.CANCELLED: ("meeting cancelled", "meeting not cancelled"),
}
HELD = {
    Format.DIRECT: "face to face",
    Format.INDIRECT: "through others",
    Format.PROXIMITY: "under one roof, through others",
    Format.SHUTTLE: "by shuttle",
    Format.REMOTE: "remotely",
}
# acts whose name is not the verb one says: "did not promise"
VERBS = {
    "commit": "promise",
    "request": "ask",
    "assess": "judge",
    "set_condition": "set a condition",
    "decline_comment": "decline to comment",
    "violate_ceasefire": "break the ceasefire",
}
# what stands between an act and what was asked
LINKS = {"request": " for ", "set_condition": ": "}


def one_line(text: str) -> str:
    """The text on one line, safe to print."""
    return " ".join(safe(text).split())


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


def family_of(entry: Entry) -> str:
    """The family of a statement's or action's act; "" for an act this codebook does not know."""
    act = load_codebook().acts.get(entry.act or "")
    return act.family if act is not None and entry.kind in (Kind.STATEMENT, Kind.ACTION) else ""


def did(entry: Entry) -> str:
    """What was done, in a few words: "did not propose", "promised in writing", "met (no agreement)"."""
    if entry.kind is Kind.MEETING:
        return _met(entry)
    if entry.kind is Kind.PARTICIPATION:
        label = _term("role", entry.role or "member")
        return f"not {label}" if entry.negated else label
    if entry.kind is Kind.PHASE:
        label = _term("phase", entry.act or "")
        return f"state: not {label}" if entry.negated else f"state: {label}"
    words = f"did not {_verb(entry.act or '')}" if entry.negated else _past(entry.act or "")
    if entry.form in DONE_SO:
        asked = family_of(entry) in ("refuse", "demand")
        words += LINKS.get(entry.act or "", " ") + (ASKED_SO if asked else DONE_SO)[entry.form]
    return words


def _met(entry: Entry) -> str:
    words = MET.get(entry.status or Status.ENDED, ("met", "did not meet"))[entry.negated]
    # a group is written of as several
    if not entry.actors or (len(entry.actors) == 1 and entry.actors[0].kind != "group"):
        words = words.replace("are ", "is ", 1)
    if entry.format in HELD:
        words += f" {HELD[entry.format]}"
    return f"{words} ({entry.outcome.value.replace('_', ' ')})" if entry.outcome is not None else words


def _past(act: str) -> str:
    found = load_codebook().acts.get(act)
    return found.label if found is not None else act.replace("_", " ")


def _verb(act: str) -> str:
    return VERBS.get(act, act.replace("_", " "))


def _term(group: str, name: str) -> str:
    found = load_codebook().terms.get(group, {}).get(name)
    return found.label if found is not None else name.replace("_", " ")


def qualifiers(entry: Entry) -> list[str]:
    """What must not be overlooked: condition, deadline, ahead, background, implied, place, time."""
    found = []
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
        found.append(entry.time.earliest if same else f"{entry.time.earliest} to {entry.time.latest or 'open'}")
    elif entry.time.text:
        found.append(f"{entry.time.text} (date open)")
    return found


def line_of(entry: Entry) -> str:
    """An entry as one line, safe to print.

    "Ruritanian delegation refused something in writing → Borduria · says Elena Ruz"
    """
    actors = names(entry.actors, none="" if entry.kind is Kind.PHASE else "nobody named")
    head = f"{actors} {did(entry)}".strip() if entry.kind is not Kind.PARTICIPATION else f"{actors}: {did(entry)}"
    if entry.addressees:
        head += f" → {names(entry.addressees)}"
    extra = qualifiers(entry)
    if extra:
        head += f" ({'; '.join(extra)})"
    return one_line(f"{head} · says {speakers_of(entry)}")


def details(entry: Entry) -> list[tuple[str, str]]:
    """Every slot that is filled, as (name, value), safe to print."""
    rows = [
        ("id", entry.id),
        ("kind", entry.kind.value),
        ("act", entry.act or ""),
        ("role", entry.role or ""),
        ("actors", _as_written(entry.actors)),
        ("addressees", _as_written(entry.addressees)),
        ("says", speakers_of(entry)),
        ("style", entry.attribution.style.value + (", carried over" if entry.attribution.carried_over else "")),
        ("cue", entry.attribution.cue or ""),
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
        ("time", _time(entry)),
        ("tier", entry.tier.value),
        ("how sure", _sureness(entry)),
        ("codes", ", ".join(f"{key} {value}" for key, value in entry.codes)),
        ("confidence", f"{entry.confidence:.2f}"),
    ]
    return [(name, one_line(value)) for name, value in rows if value]


def _sureness(entry: Entry) -> str:
    """How sure the author and each speaker is of it, by name."""
    who = ("the report", *(actor.name for actor in entry.attribution.speakers))
    return ", ".join(f"{name}: {sure}" for name, sure in zip(who, entry.factuality, strict=False))


def _as_written(actors: tuple[Actor, ...]) -> str:
    """Names with the words of the text where these differ: "Elena Ruz (“She”)"."""
    shown = (a.name if a.mention in ("", a.name) else f"{a.name} (“{a.mention}”)" for a in actors)
    return ", ".join(dict.fromkeys(shown))


def _time(entry: Entry) -> str:
    time = entry.time
    if not time.text and not time.earliest and not time.latest:
        return ""
    span = time.earliest or "open"
    if time.latest != time.earliest:
        span += f" to {time.latest or 'open'}"
    return f"{time.text or ''} {span} ({time.basis.value.replace('_', ' ')})"
