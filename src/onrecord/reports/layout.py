"""What each paragraph of a report is: headline, dateline, body, caption, promotion, navigation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onrecord.model import Block, BlockKind

BLANK = re.compile(r"(?:\r\n|\r|\n)[ \t\u00a0]*(?:(?:\r\n|\r|\n)[ \t\u00a0]*)+")
LINE = re.compile(r"[^\r\n\u2028\u2029\x0b\x0c]+")
END = re.compile(r"[.!?…:;][\"'”’»)\]]*\s*$")
MONTH = r"(?:Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?|July?|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
CITY = r"[A-ZÀ-Þ][\wÀ-ÿ'’.-]*(?:[ /][A-ZÀ-Þ(][\wÀ-ÿ'’.)-]*){0,4}"
WHEN = rf"(?:{DAY},?[ ]?)?(?:{MONTH}[ ]\d{{1,2}}|\d{{1,2}}[ ]{MONTH})(?:,?[ ]\d{{4}})?"
DATELINE = re.compile(
    rf"""^\s*(?:
      (?P<place>{CITY}(?:,\s{CITY}){{0,2}})
        (?:\s*[,|/]?\s*(?P<when>{WHEN}|\d{{4}}-\d\d-\d\d))?
        (?:\s*\((?P<outlet>[^()]{{2,40}})\))?
        (?:\s*,\s*(?:{WHEN}))?
        \s*(?::|\s[–—-]{{1,2}}\s|[–—]|\s--\s)\s*
      | \((?P<only>[A-Z][\w .&'-]{{1,30}})\)\s*[–—-]{{1,2}}\s*
    )""",
    re.X,
)
BYLINE = re.compile(
    rf"^\s*(?:(?:From|By)\s+[Oo]ur\s+.{0, 60}|By\s+[A-Z][\w.'’-]+(?:\s+(?:[A-Z][\w.'’-]*|and|,|in|for|of|from))*\s*(?:[|,].*)?|(?:Additional )?[Rr]eporting by .*|Edit(?:ed|ing) by .*|Writing by .*"
    rf"|(?:Published|Updated|Posted|Last (?:updated|modified)|First published)\b.{{0,80}}|{DAY},? {MONTH} \d{{1,2}},? \d{{4}}|(?:{WHEN}|{MONTH} \d{{1,2}},? \d{{4}})|\d{{4}}-\d\d-\d\d)\s*$"
)
CAPTION = re.compile(
    r"^\s*(?:\[?(?:File )?(?:Photo|Image|Picture|Photograph|Caption|FILE PHOTO|Pic)s?\b\s*(?::|/|\||by|credit|courtesy|\])|.*[\[(](?:File|Photo|Image|Getty|AFP|AP|Reuters)[^\])]*[\])]\s*$|.*\b(?:File photo|Image credit|Photo credit|Photo by|Photo:)\b.*$)",
    re.I,
)
PROMOTION = re.compile(
    r"""^\s*(?:
      (?:read|see|watch|listen|also\s+read|read\s+also|also\s+see|see\s+also|must\s+read|related|recommended|more\s+on\s+this|dig\s+deeper|in\s+pictures|live\s+updates|editor['’]?s\s+(?:pick|choice)s?|also\s+on\s+[\w\s.]{2,30}|more\s+from\s+[\w\s.]{2,30}|you\s+(?:may|might)\s+(?:also\s+)?like|most\s+read|trending|top\s+stories|don['’]?t\s+miss|what\s+to\s+read\s+next|further\s+reading|read\s+more|read\s+next)\s*(?:more|next|also|this|story|stories|articles?|here)?\s*[:|>»–—→].*
      | in\s+other\s+news\b.{0,40}\bread\b.*
      | read\s+(?:more|also|the\s+full|our)\b(?!.*[.!?]["”’]?\s*$).*
      | (?:sign\s+up|subscribe|register)\s+(?:for|to|now|here|today)\b.*
      | follow\s+(?:us|@\w+)\b.*
      | (?:download|get)\s+(?:our|the)\s+(?:[\w\s]{0,20})?app\b.*
      | click\s+here\b.*
      | join\s+(?:our|us\s+on)\b.*(?:channel|newsletter|whatsapp|telegram|facebook|twitter|instagram).*
      | support\s+(?:our|independent)\s+journalism\b.*
      | donate\s+(?:now|today|here)\b.*
      | (?:have|got|do\s+you\s+have)\s+an?\s+(?:news\s+)?(?:tip|story)\b.*
      | (?:this|our)\s+(?:article|story|journalism|reporting)\s+(?:is|was)\s+(?:free|available|exclusive|for\s+subscribers|made\s+possible)\b.*
      | to\s+(?:read|continue\s+reading)\s+(?:the\s+rest|this|on)\b.*\bsubscri.*
      | (?:continue|keep)\s+reading\b.{0,80}
      | thank(?:s|\s+you)\s+for\s+reading\b.*
      | (?:get|receive)\s+(?:the|our|all)\b.{0,80}\b(?:inbox|newsletters?|alerts?|subscription)\b.*
      | get\s+(?:full|unlimited|digital)\s+access\b.*
      | (?:the\s+)?(?:views|opinions?)\s+expressed\s+(?:here|are|in\s+this)\b.*
      | for\s+(?:media\s+)?(?:interviews|enquiries|inquiries|(?:more|further)\s+information)\b.{0,60}\b(?:contact|call|e-?mail|visit|write)\b.*
      | [^.]{3,60}\bis\s+an?\s+(?:[\w-]+\s+){0,3}(?:reporter|correspondent|editor|columnist|contributor|journalist|writer|fellow)\s+(?:with|for|at|of|on)\b[^.]{0,120}(?:\.\s+(?:reach|contact|follow|e-?mail|write\s+to)\b.*)
      | (?:you\s+can\s+)?(?:watch|listen\s+to)\s+the\s+(?:full\s+)?(?:video|interview|podcast|programme|program)\s+(?:here|below|above)\b.*
    )$""",
    re.I | re.X,
)
NAVIGATION = re.compile(
    r"""^\s*(?:
      (?:share|tweet|email|print|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|copy\s+link|pin(?:terest)?|save|comments?|like)(?:[\s|•·,/]+(?:share|this|article|on|tweet|email|print|facebook|twitter|x|whatsapp|telegram|linkedin|reddit|copy|link|pin(?:terest)?|save|comments?|like|more))*
      | (?:[\w&'’]+(?:\s[\w&'’]+){0,2}\s*[|»›>•·]\s*){2,}[\w&'’\s]{0,30}
      | ©.* | copyright\s+(?:©|\(c\)|\d{4}).* | .{0,60}all\s+rights\s+reserved\.?
      | for\s+information\s+media\.?(?:\s+not\s+an\s+official\s+record\.?)?
      | advertisement | sponsored(?:\s+content)? | \d+\s+comments? | back\s+to\s+top | skip\s+to\s+(?:main\s+)?content | menu | search | log\s?in | sign\s+in | home
      | (?:we|this\s+(?:site|website))\s+uses?\s+cookies.* | accept\s+(?:all\s+)?cookies?.* | (?:tags?|topics?|filed\s+under|categories)\s*:.*
      | \(?(?:ends?|more|\#\#\#)\)?\.?
      | \*+ | [-–—_=*~·•]{3,}
    )\s*$""",
    re.I | re.X,
)
FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|said|says|\w{3,}ed)\b")


# "PRESENTER: ...", "HREBEL (clip): ..."
TURN = re.compile(r"^[A-Z][A-Z.'’ -]{2,40}(?: \([^()\n]{2,40}\))?: \S", re.M)


@dataclass(frozen=True, slots=True)
class Dateline:
    """What a dateline says: where, when, which agency, as written."""

    place: str | None
    when: str | None
    outlet: str | None


def find_blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a source text, in order; everything outside them is white space.

    Each paragraph is one block; a line of its own is a paragraph unless the text is hard-wrapped.
    """
    pieces = _paragraphs(text)
    blocks: list[Block] = []
    seen_body = False
    for n, (start, end) in enumerate(pieces):
        line = text[start:end]
        kind = _kind(
            line,
            first=not seen_body,
            last=n == len(pieces) - 1,
            after=text[pieces[n + 1][0] : pieces[n + 1][1]] if n + 1 < len(pieces) else "",
        )
        if kind is BlockKind.BODY:
            if (
                not seen_body
                and (dateline := DATELINE.match(line)) is not None
                and _is_dateline(dateline, line)
                and not _opens_a_turn(text, dateline)
            ):
                blocks.append(Block(start, start + dateline.end(), BlockKind.DATELINE))
                start += dateline.end()
            seen_body = True
        if start < end:
            blocks.append(Block(start, end, kind))
    return _rescue(text, blocks)


def dateline_of(text: str, blocks: tuple[Block, ...]) -> Dateline | None:
    """What the report's dateline says, or None when it has none."""
    block = next((b for b in blocks if b.kind is BlockKind.DATELINE), None)
    match = DATELINE.match(text[block.start : block.end]) if block is not None else None
    if match is None:
        return None
    return Dateline(match.group("place"), match.group("when"), match.group("outlet") or match.group("only"))


def _is_dateline(match: re.Match[str], line: str) -> bool:
    """A dateline is in capitals, or has a date or an agency; "Israel: a history" is none."""
    if match.group("when") or match.group("outlet") or match.group("only"):
        return True
    place = match.group("place") or ""
    letters = [c for c in place.split(",")[0] if c.isalpha()]
    return len(letters) >= 3 and all(c.isupper() for c in letters) and len(line) > match.end() + 20


def _opens_a_turn(text: str, match: re.Match[str]) -> bool:
    """Whether what looks like a dateline opens other lines too, as a speaker's name in a transcript does."""
    label = match.group().strip()
    if not label.endswith(":"):
        return False
    return text.count(f"\n{label}") > 1 - text.startswith(label) or len(TURN.findall(text)) > 3


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Paragraphs as (start, end): parts between blank lines, then lines, unless these are hard-wrapped."""
    found: list[tuple[int, int]] = []
    at = 0
    for blank in [*BLANK.finditer(text), None]:
        end = blank.start() if blank is not None else len(text)
        found.extend(_lines(text, at, end))
        at = blank.end() if blank is not None else end
    return found


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines = []
    for match in LINE.finditer(text, start, end):
        lead = len(match.group()) - len(match.group().lstrip())
        stripped = match.group().strip()
        if stripped:
            lines.append((match.start() + lead, match.start() + lead + len(stripped)))
    if len(lines) >= 3 and _is_wrapped([text[a:b] for a, b in lines]):
        return [(lines[0][0], lines[-1][1])]
    return lines


def _is_wrapped(lines: list[str]) -> bool:
    """Whether a paragraph was broken at a column: lines of like length that end in the middle of sentences."""
    body = lines[:-1]
    widest = max(len(line) for line in lines)
    if not 40 <= widest <= 100:
        return False
    full = sum(len(line) >= widest - 16 for line in body)
    open_ends = sum(not END.search(line) for line in body)
    return full >= 0.8 * len(body) and open_ends >= 0.6 * len(body)


def _kind(line: str, *, first: bool, last: bool, after: str) -> BlockKind:
    if NAVIGATION.match(line):
        return BlockKind.NAVIGATION
    if PROMOTION.match(line):
        return BlockKind.PROMOTION
    if BYLINE.match(line) and len(line) < 140:
        return BlockKind.BYLINE
    if CAPTION.match(line) and len(line) < 300:
        return BlockKind.CAPTION
    if line.startswith("#"):
        return BlockKind.HEADLINE if first and not line.startswith("##") else BlockKind.HEADING
    if DATELINE.match(line) and len(line) > 60:
        return BlockKind.BODY
    words = line.split()
    if not END.search(line) and len(line) < 160 and len(words) <= 22 and not line[:1].islower():
        if first and after:
            return BlockKind.HEADLINE
        if (
            len(words) <= 10
            and len(line) < 80
            and not last
            and not re.match(r"\s*[-•*\d]", line)
            and not FINITE.search(line)
        ):
            return BlockKind.HEADING
    return BlockKind.BODY


def _rescue(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """What looks like a promotional line is read when it is the report itself: a sentence and nothing beside it."""
    if any(b.kind is BlockKind.BODY for b in blocks):
        return tuple(blocks)
    return tuple(
        Block(b.start, b.end, BlockKind.BODY)
        if b.kind in (BlockKind.PROMOTION, BlockKind.CAPTION)
        and re.search(r"[.!?][\"'”’]?\s*$", text[b.start : b.end])
        and FINITE.search(text[b.start : b.end])
        else b
        for b in blocks
    )
