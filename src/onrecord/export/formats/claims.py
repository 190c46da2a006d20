"""Lines as schema.org claims in JSON-LD: who claims, where it appeared, and who denies it. Nothing is rated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from onrecord.export.leaving import Leaving
from onrecord.export.shared import as_line, day_of, is_plain, quoted, urn, web_address
from onrecord.export.words import line_of, one_line, speakers_of
from onrecord.model import About, Actor, Style
from onrecord.model.decision import Action, Verdict
from onrecord.model.story import Line, Standing

Node = dict[str, Any]
# schema.org's words are those without a prefix; nothing has to be fetched to read them
CONTEXT = {"@vocab": "https://schema.org/", "onrecord": "urn:onrecord:terms#"}
TYPES = {"person": "Person", "organisation": "Organization", "state": "Country", "group": "Organization"}
# who says that an undertaking was broken or kept says that it was given, which is what another denies
PROMISED = frozenset(
    {
        Standing.GIVEN, Standing.IN_EFFECT, Standing.KEPT, Standing.PARTLY_KEPT, Standing.BREACH_ALLEGED,
        Standing.BREACH_ADMITTED,
    }
)  # fmt: skip
READING = "whether the report says so"


def write(leaving: Leaving) -> Iterator[str]:
    """One JSON-LD document, a node a line: reports, then each line as a claim with what answers it."""
    yield f'{{"@context": {as_line(CONTEXT)}, "@graph": [\n'
    first = True
    for node in _nodes(leaving):
        yield ("" if first else ",\n") + as_line(node)
        first = False
    yield "\n]}\n"


def _nodes(leaving: Leaving) -> Iterator[Node]:
    for about in leaving.reports.values():
        yield _report(about)
    decided: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in leaving.verdicts():
        decided[verdict.line.id].append(verdict)
    denied = _denied(leaving)
    for line in leaving.lines():
        yield _claim(leaving, line)
        for about_what, claims in denied.get(line.entry.id, ()):
            yield _denial(leaving, line, about_what, claims)
        last = {one.who: one for one in decided.get(line.entry.id, ())}
        for verdict in last.values():
            if verdict.action is not Action.UNDONE:
                yield _verdict(verdict)


def _report(about: About) -> Node:
    node: Node = {"@id": urn(about.id), "@type": "Article", "inLanguage": about.language}
    if about.title:
        node["headline"] = one_line(about.title)
    if about.outlet:
        node["publisher"] = {"@type": "Organization", "name": one_line(about.outlet)}
    if day := day_of(about.published):
        node["datePublished"] = day
    if url := web_address(about.url):
        node["url"] = url
    return node


def _claim(leaving: Leaving, line: Line) -> Node:
    entry = line.entry
    node: Node = {
        "@id": urn(entry.id),
        "@type": "Claim",
        "name": line_of(entry),
        "text": quoted(entry),
        "author": _authors(leaving, line),
        "appearance": {"@id": urn(entry.report)},
        "creativeWorkStatus": "reviewed" if line.reviewed else "suggested",
        "onrecord:kind": entry.kind.value,
        "onrecord:saidBy": speakers_of(entry),
        "onrecord:style": entry.attribution.style.value,
        "onrecord:toldAsDone": is_plain(entry),
        "onrecord:start": entry.evidence[0].start,
        "onrecord:end": entry.evidence[0].end,
    }
    if day := day_of(line.origin.published):
        node["datePublished"] = day
    if entry.issue:
        node["about"] = list(entry.issue)
    first, last = day_of(entry.time.earliest), day_of(entry.time.latest)
    if first or last:
        node["temporalCoverage"] = str(first or last) if first == last else f"{first or '..'}/{last or '..'}"
    for name in ("act", "form", "role", "condition", "deadline"):
        if (value := getattr(entry, name)) is not None:
            node[f"onrecord:{name}"] = str(value)
    for name in ("negated", "future", "conditional", "historical"):
        if getattr(entry, name):
            node[f"onrecord:{name}"] = True
    return node


def _authors(leaving: Leaving, line: Line) -> list[Node]:
    """Whose claim it is: the one quoted last in the chain, or the outlet where the report speaks or tells of speech."""
    said = line.entry.attribution
    if said.speakers and said.style not in (Style.AUTHOR, Style.NARRATED):
        return [_agent(leaving, line, said.speakers[-1])]
    return [{"@type": "Organization", "name": one_line(line.origin.outlet or "the report")}]


def _agent(leaving: Leaving, line: Line, actor: Actor) -> Node:
    party = leaving.party(line, actor)
    if party is None:
        return {"@type": "Thing", "name": one_line(actor.name)}
    return {"@id": urn(party.id), "@type": TYPES.get(party.kind, "Thing"), "name": one_line(party.name)}


def _denied(leaving: Leaving) -> dict[str, list[tuple[str, list[str]]]]:
    """Of each line that denies an undertaking what it is about, and the lines of others that tell of it as given."""
    found: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
    for thread in leaving.threads("commitment"):
        for step in thread.steps:
            if step.standing is Standing.DENIED:
                claims = [s.entry for s in thread.steps if s.standing in PROMISED and s.by != step.by]
                if claims:
                    found[step.entry].append((thread.about, claims))
    return found


def _denial(leaving: Leaving, line: Line, about: str, claims: list[str]) -> Node:
    """Who denies it, in whose words. It has no rating: whether it is true is not for a record to say."""
    node: Node = {
        "@id": urn(f"{line.entry.id}#denial"),
        "@type": "ClaimReview",
        "claimReviewed": one_line(about),
        "itemReviewed": [{"@id": urn(one)} for one in claims],
        "author": _authors(leaving, line),
        "reviewAspect": "denied",
        "reviewBody": quoted(line.entry),
        "isBasedOn": {"@id": urn(line.entry.id)},
    }
    if day := day_of(line.origin.published):
        node["datePublished"] = day
    return node


def _verdict(verdict: Verdict) -> Node:
    """What a person decided of a line: of how the report is read, not of what it says."""
    node: Node = {
        "@id": urn(f"{verdict.line.id}#verdict-{verdict.number}"),
        "@type": "Review",
        "itemReviewed": {"@id": urn(verdict.line.id)},
        "author": {"@type": "Person", "name": one_line(verdict.who) or "a reviewer"},
        "reviewAspect": READING,
        "reviewBody": verdict.action.value + (f": {one_line(verdict.note)}" if verdict.note else ""),
    }
    if day := day_of(verdict.decided_at):
        node["datePublished"] = day
    return node
