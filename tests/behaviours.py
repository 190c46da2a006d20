"""Behaviours of reading, after CheckList: what a change to a sentence must and must not change in its line.

Each behaviour makes pairs of texts from the bases below and says of each pair whether the line of the second is as it
should be. A failure rate counts pairs; a base whose first text is not read right is left out, for it shows nothing about the
change. All sentences are ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from onrecord.model import Entry, Form, Style
from onrecord.pipeline import read_text

SIDES = (
    ("Ruritania", "the Highland Front"), ("Noria", "Velmark"), ("the Miners' Union", "Harcourt Steel"),
    ("Kenya", "the Coast Movement"), ("the Karvel government", "the Sarn Liberation Army"), ("Peru", "Bolivia"),
)  # fmt: skip
PERSONS = ("Lena Ruz", "Omar Haddad", "Ingrid Solheim", "Tomás Arreola", "Mei-ling Kuan", "Daur Khezba")
PLACES = (("Dorn", "Geneva"), ("Velm", "Doha"), ("Port Amar", "Nairobi"), ("Saltholm", "Oslo"))
NUMBERS = ("40", "300", "12", "twenty", "1,500")
DAYS = ("Tuesday", "Friday", "Sunday", "12 March", "Thursday")
FRAME = "Talks between {A} and {B} went on in {M} on {D}. {S} The talks are to end next week."


@dataclass(frozen=True, slots=True)
class Base:
    """What A does to B: the act, its predicate in the past, as an infinitive, as a passive and in other words."""

    act: str
    past: str
    base: str
    passive: str = ""
    others: tuple[str, ...] = ()
    towards: bool = True
    names: tuple[tuple[str, str], ...] = ()

    def fill(self, template: str, **more: str) -> str:
        """A template with names, places and the predicate put in."""
        known = {"A": "Ruritania", "B": "the Highland Front", "P": "Lena Ruz", "C": "Dorn", "M": "Geneva", "N": "40",
                 "D": "Tuesday", **dict(self.names), **more}  # fmt: skip
        inner = {key: getattr(self, key).format(**known) for key in ("past", "base", "passive")}
        made = template.format(**known, **inner)
        return made[:1].upper() + made[1:]

    def told(self, sentence: str, frame: str = FRAME, **more: str) -> str:
        """A short report around a sentence."""
        filled = self.fill(sentence, **more)
        return self.fill(frame, S=filled, **more)


BASES = (
    Base("reject", "rejected a ceasefire proposal from {B}", "reject a ceasefire proposal from {B}",
         "a ceasefire proposal from {B} was rejected by {A}", ("turned down a ceasefire proposal from {B}", "threw out a ceasefire proposal from {B}")),
    Base("accept", "accepted the ceasefire terms of {B}", "accept the ceasefire terms of {B}",
         "the ceasefire terms of {B} were accepted by {A}"),
    Base("demand", "demanded that {B} leave {C}", "demand that {B} leave {C}", "", ("insisted that {B} leave {C}",)),
    Base("commit", "promised {B} to free {N} prisoners", "promise {B} to free {N} prisoners", "",
         ("pledged to {B} to free {N} prisoners", "gave {B} its word that {N} prisoners would be freed")),
    Base("accuse", "accused {B} of shelling {C}", "accuse {B} of shelling {C}", "{B} was accused by {A} of shelling {C}",
         ("blamed {B} for the shelling of {C}",)),
    Base("attack", "shelled positions of {B} near {C}", "shell positions of {B} near {C}",
         "positions of {B} near {C} were shelled by {A}", ("bombed positions of {B} near {C}", "fired rockets at positions of {B} near {C}")),
    Base("release", "freed {N} prisoners of {B}", "free {N} prisoners of {B}", "{N} prisoners of {B} were freed by {A}",
         ("released {N} prisoners of {B}", "let {N} prisoners of {B} go"), towards=False),
    Base("threaten", "threatened {B} with new strikes", "threaten {B} with new strikes", "{B} was threatened by {A} with new strikes"),
    Base("request", "urged {B} to return to the table", "urge {B} to return to the table",
         "{B} was urged by {A} to return to the table", ("called on {B} to return to the table", "asked {B} to return to the table")),
    Base("offer", "offered {B} a truce of {N} days", "offer {B} a truce of {N} days", "{B} was offered a truce of {N} days by {A}"),
    Base("refuse", "refused to sign the text of {B}", "refuse to sign the text of {B}", "", ("declined to sign the text of {B}",), towards=False),
    Base("warn", "warned {B} against an attack on {C}", "warn {B} against an attack on {C}", "{B} was warned by {A} against an attack on {C}",
         ("cautioned {B} against an attack on {C}",)),
    Base("criticise", "criticised {B} for the delay", "criticise {B} for the delay", "{B} was criticised by {A} for the delay",
         ("condemned {B} for the delay",)),
    Base("sanction", "imposed sanctions on {B}", "impose sanctions on {B}", "sanctions were imposed on {B} by {A}"),
    Base("deploy", "sent {N} soldiers to {C}", "send {N} soldiers to {C}", "", ("deployed {N} soldiers in {C}",), towards=False),
)  # fmt: skip
PLAIN = "{A} {past} on {D}."
Pair = tuple[Base, str, str]
Check = Callable[[Base, Entry, list[Entry]], bool]


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A change, the pairs of texts that show it, and what must be true of the second text's lines."""

    name: str
    pairs: Callable[[], Iterator[Pair]]
    check: Check


@cache
def lines(text: str) -> tuple[Entry, ...]:
    """The entries of a text."""
    return read_text(text, published="2025-03-14").entries


def line_of(base: Base, text: str) -> Entry | None:
    """The line of a base's act in a text, the surest of several."""
    found = [e for e in lines(text) if e.act == base.act]
    return max(found, key=lambda e: e.confidence, default=None)


def rate(behaviour: Behaviour) -> tuple[int, int]:
    """How many pairs fail, and of how many."""
    failed = asked = 0
    for base, first, second in behaviour.pairs():
        before = line_of(base, first)
        if before is None or not _is_told(base, before, first):
            continue
        asked += 1
        failed += not behaviour.check(base, before, list(lines(second)))
    return failed, asked


def _is_told(base: Base, entry: Entry, text: str) -> bool:
    """Whether the first text is read right at all: somebody acts, and towards somebody where the act has one."""
    return len(entry.actors) == 1 and (bool(entry.addressees) or not base.towards) and not entry.negated


def _who(actors: tuple[object, ...]) -> list[str]:
    return [str(getattr(a, "name", a)).removeprefix("the ").removeprefix("The ") for a in actors]


SLOTS: dict[str, Callable[[Base, Entry], object]] = {
    "actors": lambda base, e: _who(e.actors),
    "addressees": lambda base, e: _who(e.addressees) if base.towards else [],
    "negated": lambda base, e: e.negated,
    "conditional": lambda base, e: e.conditional,
    "future": lambda base, e: e.future,
    "historical": lambda base, e: e.historical,
    "speakers": lambda base, e: _who(e.attribution.speakers),
}


def _same_but(*free: str) -> Check:
    """The line is the same in everything but the slots named."""

    def check(base: Base, before: Entry, after: list[Entry]) -> bool:
        found = [e for e in after if e.act == base.act]
        if not found:
            return False
        entry = max(found, key=lambda e: e.confidence)
        return all(read(base, entry) == read(base, before) for slot, read in SLOTS.items() if slot not in free)

    return check


def _with(check: Check, *free: str) -> Check:
    """The line is the same but for the slots named, in which `check` holds."""
    same = _same_but(*free)
    return lambda base, before, after: same(base, before, after) and check(base, before, after)


# what somebody says who will do something: the word for it depends on the deed, "will impose sanctions" threatens
AHEAD = ("threaten", "commit", "announce", "warn", "offer")


def _ahead(check: Callable[[Entry], bool], *free: str) -> Check:
    """The line is the same but for the slots named, in which `check` holds; or its deed is threatened or promised."""
    same = _with(lambda base, before, after: check(_of(base, after)), *free)

    def told(base: Base, before: Entry, after: list[Entry]) -> bool:
        said = [e for e in after if e.act in AHEAD and check(e) | (e.act != base.act and not e.conditional)]
        return same(base, before, after) or any(_who(e.actors) == _who(before.actors) for e in said)

    return told


def _of(base: Base, after: list[Entry]) -> Entry:
    return max((e for e in after if e.act == base.act), key=lambda e: e.confidence)


def _named(given: Callable[[], Iterator[tuple[Base, str, str, dict[str, str]]]]) -> Callable[[], Iterator[Pair]]:
    return lambda: ((base, one, two) for base, one, two, _ in given())


def _changed(second: str, first: str = PLAIN, frame: str = FRAME) -> Callable[[], Iterator[Pair]]:
    """Pairs of a plain sentence and the same told otherwise."""
    return lambda: ((b, b.told(first, frame), b.told(second, frame)) for b in BASES)


def _renamed(key: str, values: tuple[str, ...]) -> Callable[[], Iterator[Pair]]:
    def pairs() -> Iterator[Pair]:
        for n, base in enumerate(BASES):
            for k in (n, n + 2):
                yield base, base.told(PLAIN), base.told(PLAIN, **{key: values[k % len(values)]})

    return pairs


def _sides() -> Iterator[Pair]:
    for n, base in enumerate(BASES):
        for k in (n + 1, n + 3):
            a, b = SIDES[k % len(SIDES)]
            yield base, base.told(PLAIN), base.told(PLAIN, A=a, B=b)


def _sides_kept(base: Base, before: Entry, after: list[Entry]) -> bool:
    """The new sides stand in the same slots."""
    if not _same_but("actors", "addressees", "speakers")(base, before, after):
        return False
    entry = _of(base, after)
    names = {side.removeprefix("the ") for pair in SIDES for side in pair}
    right = _who(entry.actors) and _who(entry.actors)[0] in {a.removeprefix("the ") for a, _ in SIDES}
    others = {b.removeprefix("the ") for _, b in SIDES}
    return bool(right) and (not base.towards or set(_who(entry.addressees)) <= others & names)


def _paraphrased() -> Iterator[Pair]:
    for base in BASES:
        for other in base.others:
            yield base, base.told(PLAIN), replace(base, past=other).told(PLAIN)


def _passive() -> Iterator[Pair]:
    for base in BASES:
        if base.passive:
            yield base, base.told("{A} {past}."), base.told("{passive}.")


def _swapped() -> Iterator[Pair]:
    for base in BASES:
        if base.towards:
            a, b = "Ruritania", "the Highland Front"
            yield base, base.told("{A} {past}."), base.told("{A} {past}.", A=b, B=a)


def _is_swapped(base: Base, before: Entry, after: list[Entry]) -> bool:
    entry = _of(base, after)
    return _who(entry.actors) == _who(before.addressees) and _who(entry.addressees) == _who(before.actors)


def _none(base: Base, before: Entry, after: list[Entry]) -> bool:
    """The act is not on record as something that was done."""
    return not any(e.act == base.act and not (e.negated or e.conditional or e.future) for e in after)


def _negated(base: Base, before: Entry, after: list[Entry]) -> bool:
    return _of(base, after).negated


def _denied(base: Base, before: Entry, after: list[Entry]) -> bool:
    """Denied it is: no line says that it was done, unless negated, and somebody denies."""
    return any(e.act == "deny" for e in after) and _none(base, before, after)


def _spoken(base: Base, before: Entry, after: list[Entry]) -> bool:
    return "Lena Ruz" in _who(_of(base, after).attribution.speakers)[-1:]


def _form(form: Form) -> Check:
    return lambda base, before, after: any(e.act == "commit" and e.form is form for e in after)


def _promises(second: str) -> Callable[[], Iterator[Pair]]:
    """Pairs about promises, as only commitments have a form."""

    def pairs() -> Iterator[Pair]:
        for what in ("free {N} prisoners", "leave {C}", "open the road to {C}", "pay the wages of {N} guards"):
            base = Base("commit", f"promised {{B}} to {what}", f"promise {{B}} to {what}", names=(("W", ""),))
            yield base, base.told(PLAIN), base.told(second)

    return pairs


SAID = "{P}, who speaks for the mediators, said that {A} {past} on {D}."
BEHAVIOURS = (
    # what must not change a line
    Behaviour("other sides", _sides, _sides_kept),
    Behaviour("other places", _renamed("C", tuple(c for c, _ in PLACES)), _same_but()),
    Behaviour("another seat of the talks", _renamed("M", tuple(m for _, m in PLACES)), _same_but()),
    Behaviour("other numbers", _renamed("N", NUMBERS), _same_but()),
    Behaviour("another day", _renamed("D", DAYS), _same_but()),
    Behaviour("another speaker", lambda: (
        (b, b.told(SAID), b.told(SAID, P=PERSONS[(n + 1) % len(PERSONS)])) for n, b in enumerate(BASES)
    ), _same_but("speakers")),
    Behaviour("other words for the act", _paraphrased, _same_but()),
    Behaviour("“told reporters” for “said”", _changed("{P}, who speaks for the mediators, told reporters that {A} {past} on {D}.", SAID), _same_but()),
    Behaviour("“according to” for “said”", _changed("According to {P}, who speaks for the mediators, {A} {past} on {D}.", SAID), _same_but()),
    Behaviour("attribution moved to the end", _changed("{A} {past} on {D}, said {P}, who speaks for the mediators.", SAID), _same_but()),
    Behaviour("attribution in the middle", _changed("{A}, said {P}, who speaks for the mediators, {past} on {D}.", SAID), _same_but()),
    Behaviour("a sentence split in two", _changed("{A} met its advisers in the morning. It {past} on {D}.", "{A} met its advisers in the morning and {past} on {D}."), _same_but()),
    Behaviour("an irrelevant relative clause", _changed("{A}, which has had three chief negotiators in a year, {past} on {D}."), _same_but()),
    Behaviour("an irrelevant clause behind", _changed("{A} {past} on {D}, while rain kept most people of {M} indoors."), _same_but()),
    Behaviour("an irrelevant sentence before", _changed("Snow fell on the hills above {M} in the night. {A} {past} on {D}."), _same_but()),
    Behaviour("an irrelevant sentence behind", _changed("{A} {past} on {D}. The price of bread in {M} has doubled since the spring."), _same_but()),
    Behaviour("the passive for the active", _passive, _same_but()),
    Behaviour("the day in front", _changed("On {D} {A} {past}."), _same_but()),
    Behaviour("an adverb", _changed("{A} once more {past} on {D}."), _same_but()),
    Behaviour("a dateline", _changed("{A} {past} on {D}.", frame="GENEVA, March 14 (Agency) - " + FRAME), _same_but()),
    Behaviour("a paragraph of its own", _changed(PLAIN, frame=FRAME.replace(" {S} ", "\n\n{S}\n\n")), _same_but()),
    Behaviour("the perfect for the past", _changed("{A} has {past}.", "{A} {past}."), _same_but()),
    Behaviour("the pluperfect for the past", _changed("By then {A} had {past}.", "{A} {past}."), _same_but("historical")),
    # what must change one slot, and no other
    Behaviour("a negation", _changed("{A} did not {base} on {D}."), _with(_negated, "negated", "speakers")),
    Behaviour("“has not”", _changed("{A} has not, so far, {past}."), _with(_negated, "negated", "speakers")),
    Behaviour("“denied that”", _changed("{A} denied that it had {past} on {D}."), _denied),
    Behaviour("a condition", _changed("{A} will {base} if the bridge is closed again."),
              _ahead(lambda e: e.conditional, "conditional", "future")),
    Behaviour("the future", _changed("{A} will {base} on {D}."), _ahead(lambda e: e.future, "future")),
    Behaviour("actor and addressee exchanged", _swapped, _with(_is_swapped, "actors", "addressees", "speakers")),
    Behaviour("a speaker added", _changed(SAID), _with(_spoken, "speakers")),
    Behaviour("words in quotation marks", lambda: (
        (b, b.told(SAID), b.told("“{A} {past} on {D},” said {P}, who speaks for the mediators.")) for b in BASES
    ), _with(lambda b, before, after: _of(b, after).attribution.style is Style.DIRECT)),
    Behaviour("long ago", _changed("In 1987 {A} {past}."), _with(lambda b, before, after: _of(b, after).historical, "historical")),
    Behaviour("in writing", _promises("{A} {past} in writing on {D}."), _form(Form.WRITTEN)),
    Behaviour("by word of mouth", _promises("{A} verbally {past} on {D}."), _form(Form.VERBAL)),
    Behaviour("a question", _changed("Has {A} {past}?"), _none),
    Behaviour("a doubt whether", _changed("Nobody in {M} would say whether {A} {past}."), _none),
    Behaviour("a wish", _changed("The mediators hope that {A} will not {base}."), _none),
)  # fmt: skip
