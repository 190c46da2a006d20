"""Lines as RDF with where they are from (PROV-O), in N-Quads: what a line says stands in a graph of its own.

Nothing that anybody claims is in the default graph: there stands only that a report has it, in which words, who says so and
what read it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256

from onrecord.export.leaving import Leaving
from onrecord.export.shared import day_of, is_plain, quoted, urn, web_address, whole
from onrecord.export.words import line_of
from onrecord.model import About, Entry, Style, Tier
from onrecord.model.decision import Action, Verdict
from onrecord.model.story import Line, Party

PROV, OA, DC = "http://www.w3.org/ns/prov#", "http://www.w3.org/ns/oa#", "http://purl.org/dc/terms/"
RDF, RDFS = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2000/01/rdf-schema#"
XSD, TERMS = "http://www.w3.org/2001/XMLSchema#", "urn:onrecord:terms#"
TYPE = f"<{RDF}type>"
ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
SHORT = {'"': r"\"", "\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*\Z")
AGENTS = {"person": f"<{PROV}Person>"}
FLAGS = ("negated", "future", "conditional", "historical")
WORDS = ("form", "role", "content", "condition", "consequence", "deadline", "status", "outcome", "format", "place")


def write(leaving: Leaving) -> Iterator[str]:
    """Quads, some lines at a time: reports, then each line with whom and what it rests on."""
    for about in leaving.reports.values():
        yield "".join(_report(about))
    decided: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in leaving.verdicts():
        decided[verdict.line.id].append(verdict)
    seen: set[str] = set()
    for line in leaving.lines():
        yield "".join(_line(leaving, line, decided.get(line.entry.id, []), seen))


def _report(about: About) -> Iterator[str]:
    report, text = f"<{urn(about.id)}>", f"<{urn(about.source_text)}>"
    yield f"{report} {TYPE} <{PROV}Entity> .\n{report} {TYPE} <{TERMS}Report> .\n"
    yield f"{text} {TYPE} <{PROV}Entity> .\n{text} <{PROV}wasDerivedFrom> {report} .\n"
    yield f"{report} <{TERMS}sha256> {_text(about.sha256)} .\n{report} <{DC}language> {_text(about.language)} .\n"
    if about.title:
        yield f"{report} <{DC}title> {_text(about.title)} .\n"
    if day := day_of(about.published):
        yield f"{report} <{DC}issued> {_day(day)} .\n"
    if url := web_address(about.url):
        yield f"{report} <{DC}source> <{_iri(url)}> .\n"
    if about.outlet:
        outlet = _outlet(about.outlet)
        yield f"{outlet} {TYPE} <{PROV}Organization> .\n{outlet} <{RDFS}label> {_text(about.outlet)} .\n"
        yield f"{report} <{PROV}wasAttributedTo> {outlet} .\n"


def _line(leaving: Leaving, line: Line, verdicts: list[Verdict], seen: set[str]) -> Iterator[str]:
    entry = line.entry
    name, report = f"<{urn(entry.id)}>", f"<{urn(entry.report)}>"
    yield f"{name} {TYPE} <{PROV}Entity> .\n{name} {TYPE} <{TERMS}Line> .\n"
    yield f"{name} <{RDFS}label> {_text(line_of(entry))} .\n"
    # implied lines are not in the words of the report, and so not quoted from it
    yield f"{name} <{PROV}{'hadPrimarySource' if entry.tier is Tier.IMPLIED else 'wasQuotedFrom'}> {report} .\n"
    yield f"{name} <{PROV}value> {_text(quoted(entry))} .\n"
    yield f"{name} <{TERMS}tier> {_text(entry.tier.value)} .\n"
    yield f'{name} <{TERMS}reviewed> "{str(line.reviewed).lower()}"^^<{XSD}boolean> .\n'
    yield f'{name} <{TERMS}confidence> "{entry.confidence:.4f}"^^<{XSD}decimal> .\n'
    yield from _evidence(leaving, entry, name)
    yield from _said(leaving, line, name, seen)
    yield from _made(leaving, entry, name, verdicts, seen)
    yield from _claim(leaving, line, name, seen)


def _evidence(leaving: Leaving, entry: Entry, name: str) -> Iterator[str]:
    """The exact characters, as the selectors of the Web Annotation vocabulary name them."""
    text = f"<{urn(leaving.reports[entry.report].source_text)}>"
    for n, one in enumerate(entry.evidence):
        target, place = f"<{urn(f'{entry.id}#words-{n}')}>", f"<{urn(f'{entry.id}#place-{n}')}>"
        yield (
            f"{name} <{OA}hasTarget> {target} .\n{target} <{OA}hasSource> {text} .\n"
            f"{target} <{OA}hasSelector> {place} .\n{place} {TYPE} <{OA}TextPositionSelector> .\n"
            f'{place} <{OA}start> "{one.start}"^^<{XSD}nonNegativeInteger> .\n'
            f'{place} <{OA}end> "{one.end}"^^<{XSD}nonNegativeInteger> .\n'
        )


def _said(leaving: Leaving, line: Line, name: str, seen: set[str]) -> Iterator[str]:
    """Who says so, outermost first; the outlet where the report speaks itself or vouches for what was said."""
    said = line.entry.attribution
    yield f"{name} <{TERMS}style> {_text(said.style.value)} .\n"
    if (not said.speakers or said.style in (Style.AUTHOR, Style.NARRATED)) and line.origin.outlet:
        yield f"{name} <{PROV}wasAttributedTo> {_outlet(line.origin.outlet)} .\n"
    for n, actor in enumerate(said.speakers):
        party = leaving.party(line, actor)
        if party is None:
            yield f"{name} <{TERMS}saidByNamed> {_text(actor.mention or actor.name)} .\n"
            continue
        yield from _actor(leaving, party, seen)
        how = f"<{urn(f'{line.entry.id}#said-{n}')}>"
        yield (
            f"{name} <{PROV}wasAttributedTo> <{urn(party.id)}> .\n{name} <{PROV}qualifiedAttribution> {how} .\n"
            f"{how} {TYPE} <{PROV}Attribution> .\n{how} <{PROV}agent> <{urn(party.id)}> .\n"
            f'{how} <{TERMS}position> "{n + 1}"^^<{XSD}positiveInteger> .\n'
        )


def _made(leaving: Leaving, entry: Entry, name: str, verdicts: list[Verdict], seen: set[str]) -> Iterator[str]:
    """What read the line, and the people who decided on it; a line put right or added by a person is that person's."""
    by_hand = next(
        (v for v in reversed(verdicts) if v.action in (Action.AMEND, Action.ADD) and v.line == entry),
        None,
    )
    read = name
    if by_hand is not None:
        yield f"{name} <{PROV}wasGeneratedBy> <{_decision(by_hand)}> .\n"
        if by_hand.action is Action.AMEND:
            read = f"<{urn(f'{entry.id}#as-read')}>"
            yield f"{read} {TYPE} <{PROV}Entity> .\n{name} <{PROV}wasRevisionOf> {read} .\n"
    if by_hand is None or by_hand.action is Action.AMEND:
        reader = f"urn:onrecord:reader:{_part(entry.made_by.reader)}"
        reading = f"<urn:onrecord:reading:{_part(entry.report)}:{_part(entry.made_by.reader)}>"
        yield f"{read} <{PROV}wasGeneratedBy> {reading} .\n"
        if reading not in seen:
            seen.add(reading)
            text = f"<{urn(leaving.reports[entry.report].source_text)}>"
            yield (
                f"{reading} {TYPE} <{PROV}Activity> .\n{reading} <{PROV}used> {text} .\n"
                f"{reading} <{PROV}wasAssociatedWith> <{reader}> .\n"
            )
        if reader not in seen:
            seen.add(reader)
            yield f"<{reader}> {TYPE} <{PROV}SoftwareAgent> .\n"
            yield f"<{reader}> <{TERMS}version> {_text(entry.made_by.reader)} .\n"
    for one in verdicts:
        yield from _verdict(one, name, generates=one is by_hand, seen=seen)


def _verdict(one: Verdict, name: str, *, generates: bool, seen: set[str]) -> Iterator[str]:
    act, person = f"<{_decision(one)}>", f"<urn:onrecord:person:{_part(one.who or 'a reviewer')}>"
    yield f"{act} {TYPE} <{PROV}Activity> .\n{act} <{PROV}wasAssociatedWith> {person} .\n"
    yield f"{act} <{TERMS}verdict> {_text(one.action.value)} .\n"
    if not generates:
        yield f"{act} <{PROV}used> {name} .\n"
    if re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", one.decided_at):
        yield f'{act} <{PROV}endedAtTime> "{one.decided_at}"^^<{XSD}dateTime> .\n'
    if person not in seen:
        seen.add(person)
        yield f"{person} {TYPE} <{PROV}Person> .\n{person} <{RDFS}label> {_text(one.who or 'a reviewer')} .\n"


def _claim(leaving: Leaving, line: Line, graph: str, seen: set[str]) -> Iterator[str]:
    """What the line says, in its own graph. Its act is `act` only where it is told as done, else `qualifiedAct`."""
    entry = line.entry
    said, end = f"<{urn(f'{entry.id}#claim')}>", f"{graph} .\n"
    language = leaving.reports[entry.report].language
    yield f"{said} {TYPE} <{TERMS}{entry.kind.value.capitalize()}> {end}"
    if entry.act:
        how = "act" if is_plain(entry) else "qualifiedAct"
        yield f"{said} <{TERMS}{how}> <{TERMS}{_part(entry.act)}> {end}"
    for flag in FLAGS:
        if getattr(entry, flag):
            yield f'{said} <{TERMS}{flag}> "true"^^<{XSD}boolean> {end}'
    for slot, actors in (("actor", entry.actors), ("addressee", entry.addressees)):
        for actor in actors:
            party = leaving.party(line, actor)
            if party is None:
                yield f"{said} <{TERMS}{slot}Named> {_text(actor.mention or actor.name)} {end}"
            else:
                yield f"{said} <{TERMS}{slot}> <{urn(party.id)}> {end}"
                yield from _actor(leaving, party, seen)
    for slot in WORDS:
        if (value := getattr(entry, slot)) is not None:
            own = language if slot in ("content", "condition", "consequence", "deadline", "place") else ""
            yield f"{said} <{TERMS}{slot}> {_text(str(value), own)} {end}"
    for issue in entry.issue:
        yield f"{said} <{TERMS}issue> {_text(issue)} {end}"
    for slot in ("earliest", "latest"):
        if day := day_of(getattr(entry.time, slot)):
            yield f"{said} <{TERMS}{slot}> {_day(day)} {end}"


def _actor(leaving: Leaving, party: Party, seen: set[str]) -> Iterator[str]:
    """An actor that did not come yet, and whom he belongs to or speaks for."""
    while party.id not in seen:
        seen.add(party.id)
        name = f"<{urn(party.id)}>"
        yield f"{name} {TYPE} {AGENTS.get(party.kind, f'<{PROV}Agent>')} .\n{name} <{RDFS}label> {_text(party.name)} .\n"
        yield f"{name} <{TERMS}kind> {_text(party.kind)} .\n"
        if party.part_of is None or party.part_of not in leaving.story.actors:
            return
        yield f"{name} <{TERMS}partOf> <{urn(party.part_of)}> .\n"
        party = leaving.story.actors[party.part_of]


def _decision(verdict: Verdict) -> str:
    """The name of a verdict, by what it says: the numbers of verdicts differ from record to record."""
    said = f"{verdict.line.id} {verdict.action.value} {verdict.who} {verdict.decided_at} {verdict.note}"
    return f"urn:onrecord:verdict:{sha256(whole(said).encode()).hexdigest()[:16]}"


def _outlet(name: str) -> str:
    return f"<urn:onrecord:outlet:{_part(name)}>"


def _part(text: str) -> str:
    """A part of a name that came from outside."""
    return urn(text.replace(":", "-").replace("#", "-")).removeprefix("urn:onrecord:")


def _iri(url: str) -> str:
    return url.replace("[", "%5B").replace("]", "%5D")


def _day(day: str) -> str:
    return f'"{day}"^^<{XSD}date>'


def _text(text: str, language: str = "") -> str:
    """A literal."""
    if not (text.isascii() and text.isprintable()) or '"' in text or "\\" in text:
        text = ESCAPED.sub(lambda m: SHORT.get(m[0], f"\\u{ord(m[0]):04X}"), whole(text))
    return f'"{text}"@{language}' if language and LANGUAGE.match(language) else f'"{text}"'
