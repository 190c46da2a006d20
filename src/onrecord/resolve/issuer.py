"""Who writes "we" and "I" outside quotation marks: the person in a byline, or the body that issued a statement."""

from __future__ import annotations

import re

from onrecord.resolve.states import state_named

# "STATEMENT BY THE COUNCIL FOR RESTRAINT", "Communiqué No. 6 of the Prisoners' Committee", "Issued by the Front, Harl"
PAPER = (
    r"(?:joint |press |public |official |open |opening |closing )?(?:statement|communiqu[eé]|declaration|communication|note|letter|"
    r"press release|bulletin|position paper|appeal|message|resolution|speech|address|remarks|leaflet|flyer|circular)"
)
BY = re.compile(
    rf"^\W*(?:(?:an? )?{PAPER}(?: (?:no\.?|number|nr\.?) ?[\w/-]+)?(?: to the press)?(?: issued| released| adopted| delivered)?,? "
    r"(?:of|by|from)|(?:issued|released|posted) by)"
    r"(?: the (?:citizens[’'] |residents[’'] )?initiative)? (?P<name>.+?)\s*(?:$|[,;|–—]| - | on the | on (?=[A-Z])| regarding | concerning | about | at the | in \w+, \d| to the | following )",
    re.I,
)
OURSELVES = re.compile(r"\b[Ww]e, (?P<name>the [A-Z][\w’'-]+(?: (?:of|for|and|the|[A-Z][\w’'-]+))*),")
IS_PAPER = re.compile(
    rf"^\W*(?:{PAPER}\b|for immediate release|read-?out|press service|embargo|information|communication|ref\b|date\b|contact\b|"
    r"(?:daily |noon )*(?:press )?briefing|highlights|notes? to correspondents|meetings? coverage|(?:near-)?verbatim|transcript|opinion\b|"
    r"comment\b|editorial|leading article|press office)",
    re.I,
)
DATED = re.compile(
    r"\b\d{4}\b|\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\b\d{1,2}[./]\d{1,2}\b|\b(?:no|nr|number)\.? ?\d",
    re.I,
)
WE = re.compile(r"\b(?:[Ww]e|[Oo]ur|us)\b")
QUOTED = re.compile(r"[“\"][^“”\"]*[”\"]")
BODY_WORD = re.compile(
    r"\b(?:party|union|movement|front|council|committee|confederation|collective|relief|employees|teachers|nurses|farmers|families|"
    r"neighbours|neighbors|parents|initiative|province|municipality|republic|network|society|ministry|office|command|congress|league|"
    r"association|federation|coalition|alliance|army|staff|government|secretariat|bench|rally|watch|forum|foro|group|"
    r"campaign|register|initiative|institute|foundation|organi[sz]ation|board|bureau|assembly|mission|embassy|presidency|"
    r"brigades?|company|newspaper|forces|lifeline|borders?|rights|voice|friends|mothers|workers|citizens|youth|women)\b",
    re.I,
)
BYLINE = re.compile(r"^\s*[Bb]y ([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){1,3})\s*(?:[|,].*)?$")
FIRST_LINES = 4
# "The Fishers' Federation of Norrmark welcomes ...": a statement that begins by naming who makes it
OPENING = re.compile(
    r"^The (?P<name>[A-Z][^,.;:]*?)(?:, (?:which|who|representing|an?|the) [^,.;]*,)? (?:today |also |hereby )?[a-z]+[^s\W]s\b "
)
STATED = re.compile(
    r"(?:^|[.!?]\s+)(?:The )?(?P<name>[A-Z][\w’'-]+(?: (?:of |and )?[A-Z][\w’'-]+){0,3}) (?:\w+ly |also |again )?"
    r"(?:condemns|welcomes|commends|congratulates|supports|urges|reaffirms|stands|remains|deplores|calls on|calls for|reiterates|"
    r"regrets|applauds|denounces|expresses) ",
    re.M,
)
# a speech in print: who holds it stands in one of the first lines, his office behind his name
DELIVERED = re.compile(r"\b(?:as delivered|check against delivery)\b", re.I)
HOLDER = re.compile(
    r"^\W*(?P<name>[A-ZÀ-Ý][\w’'.-]+(?: [A-ZÀ-Ý][\w’'.-]+){1,3}),? (?:the )?(?i:leader|president|chair\w*|head|secretary|spokes\w+|coordinator|minister|prime|general|deputy|member)\b"
)
# who speaks in a leading article
LEADER = re.compile(
    r"^\W*(?:(?:editorial|our view|our opinion|leader|leading article|the .{3,20} view)\W*$|editorial: |(?:.{4,30} [–—-] )(?:our view|editorial)$)",
    re.I,
)
PAPER_NAME = re.compile(
    r"^(?:The )?(?:[A-Z][\w’'-]+ ){1,3}(?:Herald|Times|Post|Gazette|Tribune|Courier|Chronicle|News|Journal|Standard|Observer|Mail|"
    r"Star|Guardian|Telegraph|Echo|Mercury|Dispatch|Examiner|Sentinel|Review|Express|Globe|Argus|Citizen|Monitor|Mirror)$"
)


def writer_of(text: str, bylines: list[str]) -> str | None:
    """The person in the byline or the body that issued the text; None when the text does not tell.

    >>> writer_of("STATEMENT BY THE HARBOUR COUNCIL\\n\\nWe regret the delay. We ask both to wait.", [])
    'Harbour Council'
    """
    for line in bylines:
        if (match := BYLINE.match(line)) is not None:
            return match.group(1)
    lines = [line.strip().lstrip("#* ") for line in text.splitlines() if line.strip()]
    outside = QUOTED.sub(" ", text)
    if any(LEADER.match(line) for line in lines[:FIRST_LINES]):
        named = (re.split(r" [–—-] ", line)[0] for line in lines[:FIRST_LINES])
        spelt = (_spelt(name, text) if name.isupper() else name for name in named)
        return next((name for name in spelt if PAPER_NAME.match(name)), "the newspaper")
    if any(DELIVERED.search(line) for line in lines[:FIRST_LINES]):
        held = (HOLDER.match(line) or BY.match(line) for line in lines[:FIRST_LINES])
        if (holder := next(filter(None, held), None)) is not None:
            return holder.group("name")
    if len(WE.findall(outside)) < 2:
        return None
    if (match := OURSELVES.search(outside)) is not None:
        return _spelt(match.group("name"), text)
    for line in lines[:FIRST_LINES]:
        if (match := OPENING.match(line)) is not None and (
            _is_a_name(match.group("name")) or state_named(match.group("name")) is not None
        ):
            return match.group("name")
    for line in (*lines[:FIRST_LINES], *lines[-2:]):
        if (
            len(line) < 160
            and (match := BY.match(line)) is not None
            and (match.group("name")[:1].isupper() or match.group("name").lower().startswith("the "))
            and _is_a_name(re.sub(r"^the ", "", match.group("name"), flags=re.I), body=False)
        ):
            return _spelt(match.group("name"), text)
    if len(lines) > 1 and lines[0].isupper() and DATED.search(lines[1]) and (name := _called_again(lines[0], text)):
        return name
    stated = {m.group("name") for m in STATED.finditer(outside) if state_named(m.group("name")) is not None}
    if len(stated) == 1:
        # a government's statement: "The United States condemns ...", and "we" around it
        return stated.pop()
    heads = [line for line in lines[:FIRST_LINES] if len(line) < 90 and not line.endswith((".", "?", "!", ":"))]
    if not any(IS_PAPER.match(line) or DATED.search(line) for line in lines[:FIRST_LINES]):
        return None
    for line in heads:
        line = re.sub(rf"^\W*{PAPER} (?:by|of|from) (?:the )?", "", line, flags=re.I)
        for part in re.split(r"\s[–—-]\s|\s?[|/]\s?|:\s|,\s", line)[:2]:
            name = part.strip()
            if not IS_PAPER.match(name) and not DATED.search(name) and _is_a_name(name):
                return _spelt(name, text)
    return None


def is_body(name: str) -> bool:
    """Whether who writes is a body or a newspaper, and no person."""
    return BODY_WORD.search(name) is not None or PAPER_NAME.match(name) is not None


def _called_again(head: str, text: str) -> str | None:
    """A head line in capitals that names a body: the text calls it again, with capital letters only in front."""
    words = head.split()
    for last in (" ".join(words[-2:]), words[-1]):
        again = re.search(rf"\b{re.escape(last.title())}\b", text)
        if 2 <= len(words) <= 6 and len(last) > 3 and again is not None:
            return _spelt(head, text)
    return None


def _is_a_name(line: str, *, body: bool = True) -> bool:
    """Whether every word of it is that of a name; `body`: and one of them tells that it is a body's."""
    words = re.findall(r"[^\W\d_][\w’'&-]*", line)
    small = {"of", "the", "for", "and", "in", "without", "a", "on", "to", "de", "la", "y", "across"}
    capital = all(w[:1].isupper() or w.lower() in small for w in words)
    return 2 <= len(words) <= 9 and capital and (not body or BODY_WORD.search(line) is not None)


def _spelt(name: str, text: str) -> str:
    """A name in capitals as the body of the text spells it, or with capital first letters."""
    name = re.sub(r"^the ", "", name.strip(' "“”*'), flags=re.I)
    if not name.isupper():
        return name
    again = re.search(re.escape(name), re.sub(re.escape(name), "", text), re.I)
    if again is not None and not again.group().isupper():
        return again.group()
    small = {"OF", "THE", "FOR", "AND", "IN", "WITHOUT", "A", "ON", "TO"}
    return " ".join(w.lower() if n and w in small else w.capitalize() for n, w in enumerate(name.split()))
