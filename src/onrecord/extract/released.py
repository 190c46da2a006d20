"""Statements printed whole: a line "The Foreign Secretary said:", and below it his words, without quotation marks."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from onrecord.extract.acts import may_act
from onrecord.extract.parse import Paragraph
from onrecord.extract.quoting import is_full
from onrecord.extract.tree import SUBJECTS, child, doer
from onrecord.model.mention import Mention

# verbs that open a speech; "the two sides agreed:" opens a list
TELLING = frozenset("say state declare write comment reply respond add remark continue report".split())
GIVING = frozenset("issue release make publish give read deliver".split())
ENDINGS = ("notes to editors", "notes for editors", "ends", "background", "###", "further information", "follow ")


def introduces(paragraph: Paragraph) -> Token | None:
    """Who is about to speak, where a paragraph ends in a colon after a verb of saying; None elsewhere."""
    doc = paragraph.doc
    if paragraph.turn is not None or not paragraph.text.rstrip().endswith(":") or len(doc) > 60:
        return None
    last = list(doc.sents)[-1]
    for token in reversed(list(last)):
        if token.pos_ != "VERB":
            continue
        text = child(token, "dobj")
        gives = (
            token.lemma_ in GIVING and text is not None and text.lemma_ in ("statement", "declaration", "communique")
        )
        if token.lemma_ in TELLING or gives:
            speaker = doer(token)
            return speaker if speaker is not None and may_act(speaker, "statement") else None
    return None


def tells_whole(paragraph: Paragraph) -> tuple[Token, Token, int] | None:
    """Who speaks all that follows "Mr Hammond said:" in the same paragraph, by which verb, and from which token on."""
    doc = paragraph.doc
    if paragraph.turn is not None or any(is_full(paragraph, q) for q in paragraph.quotes):
        return None
    colon = next((t for t in doc[:30] if t.text == ":"), None)
    if colon is None or colon.i < 2 or len(doc) - colon.i < 5:
        return None
    cue = doc[colon.i - 1]
    if cue.pos_ != "VERB" or cue.lemma_ not in TELLING or (speaker := doer(cue)) is None or speaker.i > colon.i:
        return None
    return (speaker, cue, colon.i + 1) if may_act(speaker, "statement") else None


def _tells_of(paragraph: Paragraph, speaker: Mention) -> bool:
    """Whether a paragraph tells of the speaker as another does: "The Foreign Secretary will return to the Gulf"."""
    called = {name.lower().removeprefix("the ") for name in (speaker.text, speaker.name, speaker.title) if name}
    for token in paragraph.doc:
        if token.dep_ in SUBJECTS and token.lower_ == speaker.head:
            first = min([t.i for t in token.children if t.dep_ == "compound"], default=token.i)
            if paragraph.doc[first : token.i + 1].text.lower() in called:
                return True
    return False


def hand_over(paragraphs: Sequence[Paragraph], speaker: Mention) -> None:
    """Give the paragraphs below to the speaker: all of them where nobody is quoted there, else the next one."""
    own: list[Paragraph] = []
    for paragraph in paragraphs:
        quoted = any(is_full(paragraph, q) for q in paragraph.quotes)
        if paragraph.turn is not None or quoted or introduces(paragraph) is not None:
            # marks of quotation, or another who speaks: the words below are no plain release
            own = own[:1]
            break
        if paragraph.text.strip().lower().startswith(ENDINGS) or _tells_of(paragraph, speaker):
            break
        own.append(paragraph)
    for paragraph in own:
        paragraph.turn = speaker
