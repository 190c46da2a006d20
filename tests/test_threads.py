"""How lines are put into threads, with a judge who knows what each text means and says."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from onrecord.judged import Judged
from onrecord.model import Actor, Attribution, Entry, Evidence, Kind, MadeBy, Span, Style
from onrecord.model.pointing import only_points
from onrecord.model.story import Line, Origin, Passage, Roots, Standing, Step, Strand, Thread
from onrecord.resolve.threads import threads
from onrecord.resolve.topics import Topics, Vector
from onrecord.state.disagreements import disagreements
from onrecord.state.threads import thread_of

# what the texts of these tests are about, and what each says of it
SAYS = {
    "walked out": "kept",
    "not one": "breach_alleged",
    "never promised": "denied",
    "opened": "kept",
    "study": "spoken_of",
}
ABOUT = {"prisoners": 0, "captives": 0, "men": 0, "crossing": 1, "bridge": 1, "weather": 2}


class Judge:
    """Knows topics by their words, and what is said by the word that says it."""

    def meaning(self, passage: Passage) -> Vector:
        return vector(passage.words)

    def link(self, kind: str, what: str, passage: Passage) -> tuple[float, str]:
        same = topic(what) == topic(passage.words)
        return (0.9 if same else 0.1), next((says for words, says in SAYS.items() if words in passage.words), "given")


def topic(text: str) -> int:
    return next((n for word, n in ABOUT.items() if word in text), 3)


def vector(text: str) -> Vector:
    found = np.zeros(4, dtype=np.float32)
    found[topic(text)] = 1
    return found


class Meant(Topics):
    """Topics by the judge's word alone."""

    def __init__(self) -> None:
        super().__init__(lambda text: [2000], lambda ids: np.ones((len(ids), 4), dtype=np.float32))

    def of(self, passage: Passage, meaning: object, names: frozenset[str] = frozenset()) -> Vector:
        return vector(passage.words)


def line(n: int, act: str, words: str, actor: str, *, to: str = "", by: str = "", kind: Kind = Kind.STATEMENT) -> Line:
    evidence = Evidence(0, len(words), words, Span(0, len(words)))
    speakers = (Actor(by, by),) if by else ()
    entry = Entry(
        f"e-{n}", f"r-{n}", kind, act, (evidence,), MadeBy("test", "test"), (Actor(actor, actor),) if actor else (),
        (Actor(to, to),) if to else (), Attribution(speakers, None, Style.INDIRECT if by else Style.AUTHOR),
    )  # fmt: skip
    return Line(entry, Origin(f"r-{n}", f"2026-03-{n:02d}", family=f"r-{n}"))


def names(actors: tuple[Actor, ...]) -> tuple[str, ...]:
    return tuple(actor.name for actor in actors)


def woven(*lines: Line) -> list[Strand]:
    def roots(at: Line) -> Roots:
        entry = at.entry
        return Roots(names(entry.actors), names(entry.addressees), names(entry.attribution.speakers))

    return threads(lines, roots, process="p", topics=Meant(), judged=Judge())


def stands(strand: Strand, until: str | None = None) -> Thread:
    thread = thread_of(strand, until=until)
    assert thread is not None
    return thread


PROMISE = line(1, "commit", "to free the prisoners", "Kesh", to="Oram", by="Oram")


def test_a_deed_that_keeps_a_promise_is_its_step_in_whatever_words() -> None:
    deed = line(5, "release", "the captives walked out of the gate", "Kesh", kind=Kind.ACTION)
    (strand,) = woven(PROMISE, deed)
    assert dict(stands(strand).status) == {"Oram": Standing.GIVEN, "author": Standing.KEPT, "Kesh": Standing.KEPT}
    # before that day nobody knew
    assert dict(stands(strand, until="2026-03-04").status) == {"Oram": Standing.GIVEN}


@pytest.mark.parametrize(
    ("act", "kind", "words"),
    [
        ("attack", Kind.ACTION, "the captives were shot at when the gate was opened"),
        ("decline_comment", Kind.STATEMENT, "would not say whether the gate was opened to the captives"),
    ],
)
def test_an_attack_keeps_no_promise_and_silence_says_nothing(act: str, kind: Kind, words: str) -> None:
    (strand,) = woven(PROMISE, line(5, act, words, "Kesh", by="" if kind is Kind.ACTION else "Kesh", kind=kind))
    assert [step.standing for step in strand.steps] == [Standing.GIVEN, None]
    assert dict(stands(strand).status) == {"Oram": Standing.GIVEN}


def test_that_a_promise_was_kept_is_no_new_promise() -> None:
    (strand,) = woven(PROMISE, line(5, "commit", "Kesh had kept its promise on the prisoners", "Kesh", by="Oram"))
    assert dict(stands(strand).status) == {"Oram": Standing.KEPT}


def test_what_is_about_nothing_told_is_in_no_thread() -> None:
    (strand,) = woven(PROMISE, line(2, "claim", "the weather was bad", "Kesh", by="Kesh"))
    assert [step.entry for step in strand.steps] == ["e-1"]


def test_promises_of_two_are_two() -> None:
    other = line(2, "commit", "to free the men", "Oram", to="Kesh", by="Oram")
    assert len(woven(PROMISE, other)) == 2


def test_one_promise_told_in_other_words_is_one() -> None:
    (strand,) = woven(PROMISE, line(2, "commit", "to let the captives go", "Kesh", by="Kesh"))
    thread = stands(strand)
    assert thread.maker_confirmed and len(thread.steps) == 2


def test_who_denies_a_promise_has_not_confirmed_it_and_the_versions_differ() -> None:
    confirms = line(2, "commit", "to let the captives go", "Kesh", by="Kesh")
    denial = line(3, "deny", "it never promised to free the prisoners", "Kesh", by="Kesh")
    breach = line(4, "accuse", "not one of the prisoners is free", "Oram", to="Kesh", by="Oram")
    (strand,) = woven(PROMISE, confirms, denial, breach)
    thread = stands(strand)
    assert not thread.maker_confirmed
    assert dict(thread.status) == {"Oram": Standing.BREACH_ALLEGED, "Kesh": Standing.DENIED}
    (found,) = disagreements([thread], [])
    assert found.kind == "promise" and {by for by, _, _ in found.versions} == {"Oram", "Kesh"}


def test_an_undertaking_answers_the_demand_for_it() -> None:
    demand = line(1, "demand", "that the crossing be open", "Oram", to="Kesh", by="Oram")
    yes = line(2, "agree", "to let lorries over the bridge", "Kesh", by="Kesh")
    by_kind = {strand.kind: stands(strand) for strand in woven(demand, yes)}
    assert by_kind["demand"].answer == "met" and by_kind["commitment"].maker == "Kesh"
    # by his own word, which is no deed
    assert by_kind["demand"].promised_by == ("Kesh",) and not by_kind["demand"].is_met


def test_a_demand_is_open_until_somebody_says_that_it_was_done() -> None:
    demand = line(1, "demand", "that the crossing be open", "Oram", to="Kesh", by="Oram")
    said = line(2, "commit", "to let lorries over the bridge", "Kesh", by="Oram")
    done = line(5, "ease", "the bridge was opened", "Kesh", kind=Kind.ACTION)
    by_kind = {strand.kind: stands(strand) for strand in woven(demand, said)}
    assert by_kind["demand"].promised_by == ("Oram",) and not by_kind["demand"].is_met
    later = {strand.kind: stands(strand) for strand in woven(demand, said, done)}
    assert later["demand"].answer == "met" and later["demand"].is_met


@pytest.mark.parametrize(
    ("words", "points"),
    [
        ("to do so", True), ("the promise", True), ("our word", True), ("its demand", True),
        ("the promise in a telephone call on Wednesday", True), ("to confirm the date in a letter", False),
        ("the reopening verbally", False), ("to free 24 prisoners", False),
    ],
)  # fmt: skip
def test_words_that_only_point_are_no_title(words: str, points: bool) -> None:
    assert only_points(words) is points


def test_a_thread_is_called_by_a_line_that_says_what_it_is_about() -> None:
    steps = [
        Step(f"{n}", f"e-{n}", "Kesh", Standing.GIVEN, f"2026-03-{n:02d}", makers=("Kesh",), words=words)
        for n, words in enumerate(("to do so", "the promise given on Wednesday", "to open the pass"), 1)
    ]
    thread = thread_of(Strand("p", "commitment", tuple(steps)))
    assert thread is not None and thread.about == "to open the pass"
    then = thread_of(Strand("p", "commitment", tuple(steps)), until="2026-03-01")
    assert then is not None and then.about == "to do so"


def test_a_demand_nobody_answers_stays_without_an_answer() -> None:
    demand = line(1, "demand", "that the crossing be open", "Oram", to="Kesh", by="Oram")
    (strand,) = woven(demand, line(2, "announce", "to study the bridge", "Kesh", by="Kesh"))
    assert stands(strand).answer == "ignored" and len(strand.steps) == 2


def test_a_line_said_again_in_another_order_makes_no_difference() -> None:
    deed = line(5, "release", "the captives walked out of the gate", "Kesh", kind=Kind.ACTION)
    again = replace(PROMISE, entry=replace(PROMISE.entry, id="e-9", report="r-9"))
    assert woven(PROMISE, again, deed) == woven(deed, again, PROMISE)


def test_what_a_text_says_of_a_thread_counts_only_where_the_model_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    chances = {"none": 0.1, "kept": 0.3, "spoken_of": 0.25, "given": 0.2, "denied": 0.15}
    model = SimpleNamespace(link=lambda *_: dict(chances))
    monkeypatch.setattr(Judged, "_relations", model)
    passage = Passage("", "the captives walked out", "")
    assert Judged().link("commitment", "to free them", passage)[1] == "spoken_of"
    chances |= {"kept": 0.5, "given": 0.0}
    about, says = Judged().link("commitment", "to free them", passage)
    assert says == "kept" and about == pytest.approx(0.9, abs=0.01)
