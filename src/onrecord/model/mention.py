"""Between the rooms that read and those that resolve: mentions, and lines not yet resolved."""

from __future__ import annotations

from dataclasses import dataclass, field

from onrecord.model.entry import Form, Format, Kind, Outcome, Quantity, Status, Style, Tier

# by what a line was proposed that no rule of the codebook foresaw
BY_MODEL = "learned model"


@dataclass(frozen=True, slots=True)
class Mention:
    """One noun phrase that may be an actor, as the text has it. Offsets count the reading text.

    `head` is the lemma of its head word, `name` the capitalised words that name somebody ("" when there are none),
    `title` the words before a person's name ("Defence Minister"), `role` what an apposition says ("a spokesman for
    the Front"), `acts` whether it can be somebody at all, `speaker` the mention that speaks the quotation this one stands in (for "we").
    """

    start: int
    end: int
    text: str
    head: str
    name: str = ""
    title: str = ""
    role: str = ""
    label: str = ""
    pronoun: str = ""
    plural: bool = False
    definite: bool = False
    sentence: int = 0
    paragraph: int = 0
    is_subject: bool = False
    is_place: bool = False
    possessor: str = ""
    speaker: Mention | None = None
    holder: Mention | None = None
    acts: bool = True


@dataclass(slots=True)
class Draft:
    """One line as read, before anybody knows who "he" is or when "Tuesday" was. Offsets count the reading text."""

    kind: Kind
    act: str | None
    spans: list[tuple[int, int]]
    sentence: tuple[int, int]
    rule: str
    cue: str = ""
    actors: list[Mention] = field(default_factory=list)
    addressees: list[Mention] = field(default_factory=list)
    speakers: list[Mention] = field(default_factory=list)
    self_spoken: bool = False
    # said by whoever wrote the text, in no words of his own about himself: "Both sides should stop now", in a leading article
    own_voice: bool = False
    style: Style = Style.AUTHOR
    cue_words: str | None = None
    carried_over: bool = False
    role: str | None = None
    form: Form | None = None
    content: str | None = None
    negated: bool = False
    future: bool = False
    historical: bool = False
    condition: str | None = None
    consequence: str | None = None
    deadline: str | None = None
    issue: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    status: Status | None = None
    outcome: Outcome | None = None
    format: Format | None = None
    place: str | None = None
    when: tuple[int, int] | None = None
    when_text: str | None = None
    # the day is that of a past clause: of saying, or of the deed this one hangs on
    when_past: bool = False
    past: bool = False
    terms: bool = False
    sure: str = "certain"
    tier: Tier = Tier.EXPLICIT
    confidence: float = 0.8
    # what puts it on record, and the slots in which the model was surer than the rule
    decided: str = "codebook"
    changed: list[str] = field(default_factory=list)
    # of actors, addressees and speaker: how likely the model finds each mention near, by its place in the text
    likely: tuple[dict[tuple[int, int], float], ...] = ()
