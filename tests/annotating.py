"""A record with words that are hard to annotate, and its files as people change them in brat and INCEpTION."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from onrecord.export.annotation import cas
from onrecord.model import Actor, Attribution, Entry, Evidence, Form, Kind, MadeBy, Span, Style, Tier
from onrecord.model.decision import Verdict
from onrecord.record import open_record
from tests.build import reading, report
from tests.test_cli import run

cassis = pytest.importorskip("cassis")

# an astral character, words over a line break, a mention that stands nowhere, an "if", words that stand apart
TEXT = (
    "\U0001f54a OSTRA, 3 May — The envoy of Velmark said the Front had promised in writing\nto open the crossing "
    "if the army left. “We refuse it,” General Oram said, the envoy added, “and we will not talk”.\r\n\nNobody signed.\n"
)


def at(words: str, text: str = TEXT) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def line(ident: str, act: str | None, *words: str, **slots: Any) -> Entry:
    evidence = tuple(Evidence.of(TEXT, at(one), at(one)) for one in words)
    made: dict[str, Any] = {"kind": Kind.STATEMENT, "made_by": MadeBy("rules/1", "verb cue")} | slots
    return Entry(ident, "r-1111222233334444", act=act, evidence=evidence, **made)


ENVOY = Actor("Ila Tarn", "The envoy of Velmark", None, "person", country="Velmark")
FRONT = Actor("Highland Front", "the Front", at("the Front"), "group")
ORAM = Actor("General Oram", "General Oram", None, "person")
GUESTS = Actor("the guests", "those present", None, "group")
LINES = (
    line(
        "e-0000000000000001", "commit", "the Front had promised in writing\nto open the crossing if the army left",
        actors=(FRONT,), addressees=(GUESTS,), attribution=Attribution((ENVOY,), "said", Style.INDIRECT), form=Form.WRITTEN,
        condition="if the army left", conditional=True, content="to open the crossing", factuality=("uncommitted", "certain"),
    ),
    line(
        "e-0000000000000002", "refuse", "“We refuse it,”", "“and we will not talk”", actors=(ORAM, GUESTS),
        attribution=Attribution((ENVOY, ORAM), "said", Style.DIRECT), future=True,
    ),
    line("e-0000000000000003", "sign", "Nobody signed", kind=Kind.ACTION, negated=True, tier=Tier.IMPLIED),
    line("e-0000000000000004", None, "The envoy of Velmark", kind=Kind.PARTICIPATION, role="mediator", actors=(ENVOY,)),
)  # fmt: skip
FIRST, SECOND, THIRD, FOURTH = (one.id for one in LINES)


def kept(folder: Path) -> Path:
    """A record of these lines."""
    path = folder / "talks.onrecord"
    with open_record(path) as made:
        made.put(reading(report(TEXT), entries=LINES))
    return path


def out(capsys: pytest.CaptureFixture[str], record: Path, name: str, *options: str) -> Path:
    folder = record.parent / name
    assert run(capsys, "export", name, "--record", str(record), "--out", str(folder), *options)[0] == 0
    return folder


def taken(capsys: pytest.CaptureFixture[str], record: Path, name: str, folder: Path, *options: str) -> tuple[int, str]:
    status, printed, said = run(capsys, "import", name, str(folder), "--record", str(record), "--who", "Ana", *options)
    assert not printed
    return status, said


def verdicts(record: Path) -> list[Verdict]:
    with open_record(record) as kept:
        return kept.verdicts()


# -- changing files as their tools do ---------------------------------------------------------------------------


class Brat:
    """An .ann file as a person changes it in brat."""

    def __init__(self, folder: Path) -> None:
        self.file = next(folder.glob("r-*.ann"))
        self.lines = self.file.read_text(encoding="utf-8").splitlines()

    def save(self) -> None:
        self.file.write_text("".join(f"{one}\n" for one in self.lines), encoding="utf-8")

    def event(self, entry: str) -> str:
        return next(one.split()[2] for one in self.lines if one.endswith(f"\t{entry}"))

    def line(self, key: str) -> str:
        return next(one for one in self.lines if one.startswith(f"{key}\t"))

    def swap(self, old: str, new: str) -> None:
        self.lines[self.lines.index(old)] = new

    def delete(self, entry: str) -> None:
        event = self.event(entry)
        trigger = re.findall(r":(T\d+)", self.line(event))[0]
        self.lines = [one for one in self.lines if event not in one.split() and not one.startswith(f"{trigger}\t")]

    def add(self, label: str, words: str, **links: str) -> None:
        self.lines.append(f"T90\t{label} {at(words).start} {at(words).end}\t{words}")
        roles = ""
        for n, (role, mention) in enumerate(links.items(), 91):
            self.lines.append(f"T{n}\tActor {at(mention).start} {at(mention).end}\t{mention}")
            roles += f" {role}:T{n}"
        self.lines.append(f"E90\t{label}:T90{roles}")

    def value(self, entry: str, name: str, value: str | None) -> None:
        event = self.event(entry)
        self.lines = [one for one in self.lines if not re.match(rf"A\d+\t{name} {event}( |$)", one)]
        if value is not None:
            self.lines.append(f"A90\t{name} {event}" + ("" if value == "yes" else f" {value}"))

    def label(self, entry: str, label: str) -> None:
        old = self.line(self.event(entry))
        kind, trigger = re.findall(r"\t(\S+?):(T\d+)", old)[0]
        self.swap(old, old.replace(f"{kind}:", f"{label}:", 1))
        self.swap(self.line(trigger), self.line(trigger).replace(f"\t{kind} ", f"\t{label} ", 1))

    def words(self, entry: str, words: str) -> None:
        old = self.line(re.findall(r":(T\d+)", self.line(self.event(entry)))[0])
        key, rest = old.split("\t")[:2]
        self.swap(old, f"{key}\t{rest.split()[0]} {at(words).start} {at(words).end}\t{words}")

    def unlink(self, entry: str, role: str) -> None:
        old = self.line(self.event(entry))
        self.swap(old, re.sub(rf" {role}\d*:T\d+", "", old))

    def link(self, entry: str, role: str, mention: str) -> None:
        kind = "Condition" if role == "Condition" else "Actor"
        self.lines.append(f"T95\t{kind} {at(mention).start} {at(mention).end}\t{mention}")
        old = self.line(self.event(entry))
        self.swap(old, f"{old} {role}7:T95")

    def note(self, entry: str, note: str) -> None:
        self.lines.append(f"#90\tAnnotatorNotes {self.event(entry)}\t{note}")

    def forget_id(self, entry: str) -> None:
        self.lines = [one for one in self.lines if not one.endswith(f"\t{entry}")]


class Cas:
    """A CAS as INCEpTION changes it, by dkpro-cassis."""

    def __init__(self, folder: Path) -> None:
        self.file = next(folder.glob("r-*.json"))
        with self.file.open(encoding="utf-8") as file:
            self.cas = cassis.load_cas_from_json(file)

    def save(self) -> None:
        self.file.write_text(self.cas.to_json(), encoding="utf-8")

    def entry(self, entry: str) -> Any:
        return next(one for one in self.cas.select(cas.ENTRY) if one.entry == entry)

    def made(self, kind: str, words: str, **features: Any) -> Any:
        span = at(words)
        one = self.cas.typesystem.get_type(kind)(begin=span.start, end=span.end, **features)
        self.cas.add(one)
        return one

    def delete(self, entry: str) -> None:
        self.cas.remove(self.entry(entry))

    def add(self, label: str, words: str, **links: str) -> None:
        one = self.made(cas.ENTRY, words, label=label)
        for role, mention in links.items():
            self._link(one, role, self.made(cas.ACTOR, mention))

    def value(self, entry: str, name: str, value: str | None) -> None:
        setattr(self.entry(entry), name.lower(), True if value == "yes" else value)

    def label(self, entry: str, label: str) -> None:
        self.entry(entry).label = label

    def words(self, entry: str, words: str) -> None:
        one = self.entry(entry)
        one.begin, one.end = at(words).start, at(words).end
        self.unlink(entry, "Words")

    def unlink(self, entry: str, role: str) -> None:
        one = self.entry(entry)
        if one.who is not None:
            one.who.elements = [link for link in one.who.elements if link.role != role]

    def link(self, entry: str, role: str, mention: str) -> None:
        self._link(self.entry(entry), role, self.made(cas.WORDS if role == "Condition" else cas.ACTOR, mention))

    def _link(self, one: Any, role: str, target: Any) -> None:
        link = self.cas.typesystem.get_type(cas.LINK)(role=role, target=target)
        array = self.cas.typesystem.get_type("uima.cas.FSArray")
        one.who = array(elements=[*(one.who.elements if one.who is not None else []), link])

    def note(self, entry: str, note: str) -> None:
        self.entry(entry).note = note

    def forget_id(self, entry: str) -> None:
        self.entry(entry).entry = None


TOOLS: dict[str, type[Brat] | type[Cas]] = {"brat": Brat, "cas": Cas}
