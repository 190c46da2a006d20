"""Who says what: every attribution of a report, quoted or not, with its speaker and its cue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from onrecord.extract.acts import may_act
from onrecord.extract.content import (
    brackets,
    content_clause,
    gloss_over,
    is_expletive,
    late_subject,
    minus,
    runs_without,
    style_at,
    style_of,
    words_of_clause,
)
from onrecord.extract.mentions import Mentions
from onrecord.extract.parse import Paragraph, Parsed
from onrecord.extract.quotes import Quote
from onrecord.extract.quoting import cue_of_quote, in_quote, is_full, named_behind, subject_before, token_ranges
from onrecord.extract.released import hand_over, introduces, tells_whole
from onrecord.extract.tree import child, doer, is_negated, object_of, prep_object
from onrecord.extract.words import SAY, WEAK_SAY
from onrecord.model import Style
from onrecord.model.mention import Mention

CLAUSE_NOUNS = frozenset(
    "statement claim assertion allegation report suggestion warning accusation belief announcement remark declaration "
    "assurance complaint view contention insistence".split()
)
SPEAKING_BY_WILL = frozenset(
    "vow pledge promise threaten urge ask agree refuse plan hope want intend expect offer decide seek claim tell invite "
    "call demand decline order swear undertake propose encourage press warn advise volunteer beg".split()
)
# verbs of judging and asking whose object is what the stand is about
CALLING = frozenset("call brand label dub term deem".split())
STANCE = CALLING | frozenset(
    """criticise criticize condemn denounce deplore slam blast decry question reject oppose support endorse back favour
    favor propose demand praise applaud hail welcome defend dispute deny confirm acknowledge announce mention cite discuss
    describe promise offer blame accuse attack mock ridicule disavow""".split()
)
SHOWING = frozenset("show suggest indicate reveal confirm mean prove signal find demonstrate".split())
WHEN = frozenset("after before during following since".split())
QUOTE_PUNCT = frozenset("\"“”‘’'«»")


@dataclass(slots=True)
class Said:
    """One attribution: content as token ranges of a paragraph, who speaks, and by which word we know."""

    paragraph: Paragraph
    content: list[tuple[int, int]]
    speaker: Token | None
    cue: Token | None
    style: Style
    carried: bool = False
    mention: Mention | None = None
    by_will: bool = False
    size: int = field(default=0)

    def __post_init__(self) -> None:
        self.size = sum(end - start for start, end in self.content)

    def holds(self, token: Token) -> bool:
        """Whether the token is among the words said."""
        return token.doc is self.paragraph.doc and any(start <= token.i < end for start, end in self.content)


class Speeches:
    """All attributions of a report, and the chain of speakers over any of its words."""

    def __init__(self, parsed: Parsed, mentions: Mentions) -> None:
        self.all: list[Said] = []
        self._mentions = mentions
        self._last: Said | None = None
        self._by_paragraph: dict[int, list[Said]] = {}
        for n, paragraph in enumerate(parsed.paragraphs):
            self._read(paragraph)
            told = tells_whole(paragraph)
            if told is not None:
                speaker, cue, start = told
                said = Said(paragraph, [(start, len(paragraph.doc))], speaker, cue, Style.DIRECT)
                self.all = [s for s in self.all if s.paragraph is not paragraph or s.cue is not cue]
                self.all.append(said)
                hand_over(parsed.paragraphs[n + 1 :], mentions.of(speaker))
            introducer = introduces(paragraph)
            if introducer is not None:
                self._last = Said(paragraph, [], introducer, None, Style.DIRECT)
                hand_over(parsed.paragraphs[n + 1 :], mentions.of(introducer))
        for said in self.all:
            if said.mention is None and said.speaker is not None:
                said.mention = mentions.of(said.speaker)
            self._by_paragraph.setdefault(said.paragraph.index, []).append(said)

    def in_paragraph(self, paragraph: Paragraph) -> list[Said]:
        """The attributions of one paragraph."""
        return self._by_paragraph.get(paragraph.index, [])

    def chain(self, token: Token, *, without: Token | None = None) -> list[Said]:
        """The attributions over a token, outermost first."""
        paragraph = self._mentions.paragraph(token)
        found = [
            said
            for said in self._by_paragraph.get(paragraph.index, ())
            if not said.by_will
            and said.holds(token)
            and (without is None or said.cue is None or said.cue.i != without.i)
            and (said.cue is None or said.cue.i != token.i)
        ]
        gloss = gloss_over(token)
        if gloss is not None and not self.quoted(token):
            # a gloss between commas is the reporter's, not the speaker's
            found = [s for s in found if s.cue is not None and gloss.left_edge.i <= s.cue.i <= gloss.right_edge.i]
        return sorted(found, key=lambda said: -said.size)

    @staticmethod
    def _speaking(paragraph: Paragraph, verb: Token) -> Token | None:
        """The subject of a verb of speech; where the parse gives it two, the one outside the quotation next to it."""
        own = [c for c in verb.children if c.dep_ == "nsubj" and not in_quote(paragraph, c)]
        if len(own) > 1 and own[-1].left_edge.i > 0 and verb.doc[own[-1].left_edge.i - 1].lower_ in WHEN:
            # "a communiqué issued after the talks said"
            return own[0]
        return own[-1] if len(own) > 1 or own and child(verb, "nsubj") is not own[-1] else doer(verb)

    @staticmethod
    def _in_full_quote(paragraph: Paragraph, token: Token) -> bool:
        return any(q.start <= token.idx < q.end and is_full(paragraph, q) for q in paragraph.quotes)

    def _is_own_word(self, paragraph: Paragraph, verb: Token, speaker: Token) -> bool:
        """ "I think that ..." inside a quotation is the speaker's own word, no attribution of its own."""
        return speaker.lower_ in ("i", "we", "you") and self._in_full_quote(paragraph, verb)

    def is_cue(self, token: Token) -> bool:
        """Whether a word attributes something."""
        paragraph = self._mentions.paragraph(token)
        return any(s.cue is not None and s.cue.i == token.i for s in self._by_paragraph.get(paragraph.index, ()))

    def is_direct(self, cue: Token) -> bool:
        """Whether all that a word attributes stands in quotation marks."""
        said = self._by_paragraph.get(self._mentions.paragraph(cue).index, ())
        return any(s.style is Style.DIRECT for s in said if s.cue is not None and s.cue.i == cue.i)

    def quoted(self, token: Token) -> bool:
        """Whether a token stands inside quotation marks that hold more than a word or two."""
        paragraph = self._mentions.paragraph(token)
        return paragraph.turn is not None or self._in_full_quote(paragraph, token)

    def _read(self, paragraph: Paragraph) -> None:
        found: list[Said] = []
        if paragraph.asked:
            return
        if paragraph.turn is not None:
            whole = [(0, len(paragraph.doc))]
            found.append(Said(paragraph, whole, None, None, Style.DIRECT, mention=paragraph.turn))
        full = [q for q in paragraph.quotes if is_full(paragraph, q)]
        cues: dict[int, list[Quote]] = {}
        orphans: list[Quote] = []
        for quote in full:
            signed = named_behind(paragraph, quote)
            if signed is not None:
                found.append(Said(paragraph, token_ranges(paragraph, [quote]), signed, None, Style.DIRECT))
                continue
            cue = cue_of_quote(paragraph, quote)
            if cue is not None:
                cues.setdefault(cue.i, []).append(quote)
            else:
                orphans.append(quote)
        for token in paragraph.doc:
            found.extend(self._at(paragraph, token, cues.get(token.i, [])))
        for quote in orphans:
            ranges = token_ranges(paragraph, [quote])
            if ranges and not any(_inside(ranges[0], s) for s in found):
                self._carry(paragraph, ranges, found)
        _add_sources(paragraph, found)
        found = [said for said in found if said.content]
        found.sort(key=lambda s: s.content[0][0])
        self.all.extend(found)
        named = [s for s in found if s.speaker is not None or s.mention is not None]
        if named:
            last = max(named, key=lambda s: s.cue.i if s.cue is not None else s.content[-1][1])
            self._last = last

    def _carry(self, paragraph: Paragraph, ranges: list[tuple[int, int]], found: list[Said]) -> None:
        """A quotation without a cue: the speaker before it in the paragraph goes on, or the one whose mark is open."""
        before = [
            s
            for s in found
            if s.content and s.content[0][0] < ranges[0][0] and (s.speaker is not None or s.mention is not None)
        ]
        start = ranges[0][0]
        if before:
            last = max(before, key=lambda s: (s.cue.i if s.cue is not None else -1, s.content[-1][1]))
            last.content.extend(ranges)
            last.size = sum(end - begin for begin, end in last.content)
            return
        subject = subject_before(paragraph, start)
        mention = None
        if (
            subject is None
            and start <= 1
            and self._last is not None
            and self._last.paragraph.index >= paragraph.index - 2
        ):
            last_speaker = self._last.speaker
            mention = self._last.mention or (self._mentions.of(last_speaker) if last_speaker is not None else None)
        found.append(Said(paragraph, ranges, subject, None, Style.DIRECT, carried=True, mention=mention))

    def _at(self, paragraph: Paragraph, token: Token, quotes: list[Quote]) -> Iterator[Said]:
        """The attributions whose cue is this token."""
        lower = token.lower_
        if lower == "according":
            yield from self._according(paragraph, token)
        elif token.pos_ in ("VERB", "AUX") and (token.lemma_ in SAY or quotes or token.lemma_ in ("quote", "cite")):
            yield from self._verb(paragraph, token, quotes)
        elif token.pos_ in ("VERB",) and token.lemma_ in SPEAKING_BY_WILL and _will_of(token) is not None:
            yield from self._will(paragraph, token)
        elif token.pos_ == "VERB" and token.lemma_ in STANCE:
            yield from self._stance(paragraph, token)
        elif token.pos_ == "NOUN" and token.lemma_ in CLAUSE_NOUNS:
            clause = next(
                (c for c in token.children if c.dep_ in ("acl", "ccomp") and child(c, "mark") is not None), None
            )
            if clause is not None:
                speaker = prep_object(token, "by", "from", "of") or child(token, "poss")
                if speaker is None and token.dep_ == "dobj":
                    speaker = doer(token.head)
                yield Said(paragraph, [words_of_clause(clause)], speaker, token, Style.INDIRECT)

    def _according(self, paragraph: Paragraph, token: Token) -> Iterator[Said]:
        speaker = prep_object(token, "to")
        if speaker is None:
            return
        head = token.head
        while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i:
            head = head.head
        yield Said(
            paragraph,
            runs_without(head.subtree, {t.i for t in token.subtree}),
            speaker,
            token,
            style_at(paragraph, head),
        )

    def _verb(self, paragraph: Paragraph, verb: Token, quotes: list[Quote]) -> Iterator[Said]:
        ranges = token_ranges(paragraph, quotes)
        if verb.dep_ == "xcomp" and verb.head.lemma_ == "have" and any(c.lower_ == "yet" for c in verb.head.children):
            # "has yet to confirm that ..."
            return
        if verb.lemma_ in ("quote", "cite") and not quotes:
            yield from self._quoting(paragraph, verb)
            return
        clause = content_clause(verb)
        speaker = self._speaking(paragraph, verb)
        if speaker is not None and self._is_own_word(paragraph, verb, speaker):
            return
        if speaker is not None and speaker.lower_ in ("it", "which", "what", "that") and is_expletive(verb, speaker):
            return
        if verb.lemma_ in WEAK_SAY and clause is None and not quotes:
            return
        if (
            speaker is None
            and quotes
            and verb.is_sent_start
            and (behind := child(verb, "dobj", "attr", "oprd")) is not None
        ):
            # "Said Holt: “We are done.”"
            speaker = behind if behind.i < ranges[0][0] and may_act(behind, "statement") else None
        if (
            speaker is None
            and verb.dep_ == "pcomp"
            and verb.head.lower_ == "as"
            and verb.head.head.lemma_ in ("quote", "cite")
        ):
            speaker = object_of(verb.head.head)
        if verb.dep_ == "pcomp" and verb.head.lower_ == "as" and verb.head.head.lemma_ in ("quote", "cite"):
            speaker = object_of(verb.head.head) or speaker
        if (
            speaker is None
            and not quotes
            and child(verb, "nsubjpass") is None
            and verb.dep_ not in ("advcl", "acl", "xcomp", "conj")
        ):
            return
        if (
            speaker is not None
            and speaker.pos_ == "NOUN"
            and verb.lemma_ in SHOWING
            and not may_act(speaker, "statement")
        ):
            # "these sanctions show that ..." is nobody's word
            return
        late = late_subject(verb, clause) if speaker is None and clause is not None else None
        if clause is not None:
            content = words_of_clause(clause)
            if late is not None:
                speaker, content = late[0], (content[0], min(content[1], late[1]))
            if (
                is_negated(verb)
                and not quotes
                and verb.lemma_ in ("say", "tell", "know", "think", "believe", "specify", "mention", "state")
            ):
                if child(clause, "mark") is None or verb.lemma_ in ("say", "tell", "know", "specify", "mention"):
                    return
            inner = [r for r in ranges if not (content[0] <= r[0] and r[1] <= content[1] + 1)]
            content_ranges = minus(content, verb) + inner
            yield Said(paragraph, content_ranges, speaker, verb, style_of(paragraph, content_ranges))
        elif ranges:
            yield Said(paragraph, ranges, speaker, verb, Style.DIRECT)
        elif verb.dep_ == "parataxis" or (
            # but "called off the meeting, accusing the government of ..." says nothing of the meeting
            verb.dep_ in ("ccomp", "advcl", "dep")
            and brackets(verb)
            and not (verb.tag_ == "VBG" and child(verb, "dobj"))
            and not _says_its_own(verb)
        ):
            head = verb.head
            yield Said(
                paragraph,
                runs_without(head.subtree, {t.i for t in verb.subtree}),
                speaker,
                verb,
                style_at(paragraph, head),
            )
        elif verb.lemma_ in SPEAKING_BY_WILL:
            yield from self._will(paragraph, verb)

    def _quoting(self, paragraph: Paragraph, verb: Token) -> Iterator[Said]:
        """ "quoted X as saying that ...": the one who quotes, around the one quoted."""
        as_word = next((c for c in verb.children if c.lower_ == "as" and c.dep_ in ("prep", "mark")), None)
        inner = child(as_word, "pcomp") if as_word is not None else None
        if inner is None:
            return
        outer = None if child(verb, "auxpass") is not None else self._speaking(paragraph, verb)
        if outer is not None:
            yield Said(paragraph, [(inner.left_edge.i, inner.right_edge.i + 1)], outer, verb, Style.INDIRECT)
        elif (by := prep_object(verb, "by")) is not None:
            yield Said(paragraph, [(inner.left_edge.i, inner.right_edge.i + 1)], by, verb, Style.INDIRECT)

    def _stance(self, paragraph: Paragraph, verb: Token) -> Iterator[Said]:
        """ "called the plan a fraud", "called for a truce", "condemned the raid": what somebody takes a stand on."""
        speaker = doer(verb)
        if speaker is None or speaker.i > verb.i or not may_act(speaker, "statement") or is_negated(verb):
            return
        if self._is_own_word(paragraph, verb, speaker):
            return
        called = child(verb, "oprd", "ccomp", "xcomp")
        if verb.lemma_ in CALLING and called is None:
            whom = next(
                (c for c in verb.children if c.dep_ == "prep" and c.lower_ in ("for", "on") and c.i > verb.i), None
            )
            held = child(whom, "pobj") if whom is not None and verb.lemma_ == "call" and whom.lower_ == "for" else None
        else:
            held = child(verb, "dobj") or (called if verb.lemma_ in CALLING else None)
        if held is None or held.i < verb.i or held.pos_ == "PRON" and verb.lemma_ not in CALLING:
            return
        last = max(
            [held.right_edge.i, *((called.right_edge.i,) if called is not None and verb.lemma_ in CALLING else ())]
        )
        ranges = [(held.left_edge.i, last + 1)]
        yield Said(paragraph, ranges, speaker, verb, style_of(paragraph, ranges), by_will=True)

    def _will(self, paragraph: Paragraph, verb: Token) -> Iterator[Said]:
        clause = _will_of(verb)
        speaker = doer(verb)
        if clause is None or speaker is None or self._is_own_word(paragraph, verb, speaker):
            return
        start, end = words_of_clause(clause)
        yield Said(
            paragraph,
            [(start, end)],
            speaker,
            verb,
            style_of(paragraph, [(start, end)]),
            by_will=clause.dep_ == "xcomp",
        )


def _will_of(verb: Token) -> Token | None:
    """The clause of what somebody wants, plans or promises, behind its verb."""
    clause = child(verb, "xcomp") or child(verb, "ccomp")
    return clause if clause is not None and clause.i > verb.i and doer(verb) is not None else None


def _says_its_own(verb: Token) -> bool:
    """ "..., while Oram insists on guidelines", "..., insisting on a vote": a clause with a content of its own."""
    mark = child(verb, "mark")
    content = any(c.dep_ == "prep" and c.lower_ in ("on", "for", "against") for c in verb.children)
    dated = all(
        (at := child(c, "pobj")) is None or at.ent_type_ in ("DATE", "TIME") for c in verb.children if c.dep_ == "prep"
    )
    return mark is not None and mark.lower_ not in ("as", "so", "like") or content and not dated


def _add_sources(paragraph: Paragraph, found: list[Said]) -> None:
    """ "the agency reported, citing the ministry, that ...": whom a speaker quotes is the inner speaker."""
    for token in paragraph.doc:
        if token.lemma_ not in ("cite", "quote") or token.tag_ != "VBG":
            continue
        source = child(token, "dobj")
        if source is None or not may_act(source, "statement"):
            continue
        near = [s for s in found if s.cue is not None and s.speaker is not None and s.cue.sent == token.sent]
        if not near:
            continue
        outer = min(near, key=lambda s: abs(s.cue.i - token.i) if s.cue is not None else 0)
        aside = {t.i for t in token.subtree} if token.dep_ != "ROOT" else {token.i}
        aside = {i for i in aside if i <= source.right_edge.i}
        doc = paragraph.doc
        outer.content = runs_without((doc[i] for start, end in outer.content for i in range(start, end)), aside)
        found.insert(found.index(outer) + 1, Said(paragraph, list(outer.content), source, token, outer.style))


def _inside(inner: tuple[int, int], said: Said) -> bool:
    return any(start <= inner[0] and inner[1] <= end + 1 for start, end in said.content)
