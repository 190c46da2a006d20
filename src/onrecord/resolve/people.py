"""Those a report names, and the words by which one tells persons, bodies, armed groups and lands apart."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from onrecord.model.mention import Mention

MALE = frozenset("spokesman chairman man mr king prince father brother son husband sheikh mullah imam sir lord".split())
FEMALE = frozenset(
    "spokeswoman chairwoman woman mrs ms miss queen princess mother sister daughter wife lady dame".split()
)
PERSON_HEADS = frozenset(
    """president premier minister secretary ambassador envoy spokesman spokeswoman spokesperson chief colonel major
    brigadier captain lieutenant general sheikh mullah imam king queen prince princess senator governor mayor commander
    leader head director chairman chairwoman chairperson chair judge diplomat official negotiator mediator lawyer
    activist analyst journalist reporter representative chancellor councillor commissioner admiral marshal facilitator
    emir elder expert adviser advisor aide delegate officer economist author lawmaker politician deputy coordinator
    teacher nurse docker pilot farmer resident witness mother father wife husband doctor professor rapporteur man
    woman undersecretary cleric bishop priest dean manager editor superintendent inspector counsellor prosecutor
    steward convener organiser organizer magistrate ceo boss historian scholar sergeant corporal sultan pastor rabbi
    secretary-general undersecretary-general engineer counsel attorney founder reverend ayatollah datu commodore warden trustee""".split()
)
GROUPISH = frozenset(
    """rebel group front movement militant insurgent fighter guerrilla separatist faction militia organisation
    organization coalition alliance union company employer authority army military ministry side government party
    opposition kingdom junta regime administration cabinet parliament council commission committee mission agency court
    presidency federation association province operator airline board consortium insurgency force police""".split()
)
ARMED = frozenset(
    "rebel rebels militant militants insurgent insurgents fighter fighters guerrilla guerrillas guerilla guerillas separatist separatists gunmen".split()
)
BOTH = re.compile(
    r"^(?:the |both |each |either |neither |all |its |their )*(?:two |warring |rival |opposing |negotiating |three |four |five )*"
    r"(sides?|parties|party|governments?|delegations?|countries|country|states?|neighbours?|neighbors?|nations?|teams?|panels?|negotiators|leaders|capitals|armies|camps)$",
    re.I,
)
WARRING = re.compile(
    r"^(?:the |all |both |two )*(?:warring|rival|opposing|belligerent|feuding) \w+s$|^(?:the )?belligerents$", re.I
)
# also with a capital: "both the States", "the Parties"
BOTH_NAMED = re.compile(
    r"^(?:[Bb]oth (?:the )?|[Tt]he two |[Tt]he )(?:Sides|Parties|States|Governments|Delegations|Teams|Commissions|Commissioners|"
    r"(?:Foreign |Prime )?Ministers|Presidents)$"
)
# "the two governments’ negotiators", "the energy ministers of the two countries"
BOTH_OF = re.compile(
    r"^(?:the )?(?:(?:two|both)(?: the)? [\w-]+s[’'](?: [\w-]+){0,2} [\w-]+s"
    r"|(?:[\w-]+ ){0,2}[\w-]+s (?:of|from|for) (?:the two|both)(?: the)? (?:sides|parties|countries|states|governments|nations|neighbours|neighbors|delegations|camps|capitals))$",
    re.I,
)
# "the two foreign ministers": whoever stands for the two sides
BOTH_OFFICES = re.compile(
    r"^(?:the two|both|neither|each of the two|the two sides[’'])(?: [\w-]+){0,2} (?:ministers?|presidents?|secretaries|leaders|generals|commanders|chiefs|envoys|negotiators|ministries|peoples|rivals|foes|adversaries|unions|groups|powers|factions|movements|heads|premiers|kings|delegates|chambers|houses)$",
    re.I,
)

ORG_ENDINGS = GROUPISH | frozenset(
    "centre center bank office senate congress league alliance corporation institute university foundation fund department bureau assembly republic emirate nations guerrilla forces group television radio news times post guard command brigades brigade".split()
)
DOCUMENTS = frozenset("statement communique communiqué text document letter declaration report agreement note".split())
# whose words and deeds are those of the side they belong to, said with "its", "their", "our"
STANDS_FOR = frozenset(
    """country government troop troops force forces army soldier military side delegation negotiator team unit fighter
    commander movement people state member union party organisation organization group leadership executive men man
    panel camp fighters guerrilla""".split()
)
ARTICLES = re.compile(
    r"^(?:the|a|an|this|that|these|those|both|each|some|any|another|its|their|his|her|our|my|neither|no|one of the)\s+",
    re.I,
)

# "the Kurdish-led Syrian Democratic Forces"
LED = re.compile(
    r"^(?:[\w’'-]+-(?:led|backed|aligned|allied|affiliated|based|run|controlled|held|supported|dominated)\s+)+(?=[A-Z])"
)
# whose something is, by a word that stands for them
OWNING = re.compile(r"its|their|our|my|his|her", re.I)
LAND = re.compile(r"^\w{3,}(?:nia|ria|lia|via|dia|sia|tia|stan|land|burg)$")


BEHIND = re.compile(r"(?<=\w) (?:of|for|from|in|at|on|with|to|against) ")


@dataclass(slots=True)
class Person:
    """Somebody or something the report names: all its mentions share one name."""

    name: str
    kind: str
    title: str = ""
    affiliation: str = ""
    gender: str = ""
    plural: bool = False
    first: int = 0
    count: int = 0
    # how often it is told as doing or saying something, or as the owner of what does
    acts: int = 0
    aliases: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    # what appositions and relative clauses say of it
    told: str = ""


def clean(name: str) -> str:
    """A name without article, possessive and stray marks."""
    name = re.sub(r"['’]s?$", "", name.strip())
    name = re.sub(r"^(?:H\.?E\.?|His Excellency|Her Excellency) ", "", ARTICLES.sub("", name))
    # "the U.S." keeps its stop
    name = LED.sub("", name)
    end = "." if re.search(r"\b[A-Z]\.[A-Z]\.$", name) else ""
    return name.strip(" ,.;:-–—\"“”'‘’") + end


def shown(mention: Mention) -> str:
    """How an unnamed actor is called: its words without article."""
    text = ARTICLES.sub("", mention.text)
    return clean(ARTICLES.sub("", text)) or mention.text


def head_word(name: str) -> str:
    """The word that says what somebody is: "delegation" in "delegation of the legitimate government"."""
    return BEHIND.split(name, maxsplit=1)[0].split()[-1].lower() if name.strip() else ""


def gender(words: str) -> str:
    """ "m" or "f" by titles and offices, "" where the words do not tell."""
    lower = {w.strip(".,").lower() for w in words.split()}
    return "m" if lower & MALE else "f" if lower & FEMALE else ""


def gender_of_name(name: str) -> str:
    """ "m" or "f" by a person's first name, "" where it is not known or both bear it."""
    first = name.split()[0].casefold() if " " in name else ""
    female, male = _first_names()
    return "f" if first in female else "m" if first in male else ""


@cache
def _first_names() -> tuple[frozenset[str], frozenset[str]]:
    names = tomllib.loads((files("onrecord") / "data" / "first_names.toml").read_text(encoding="utf-8"))
    female, male = (frozenset(names[key].split()) for key in ("female", "male"))
    return female - male, male - female


def person_words(words: str) -> bool:
    return any(
        w.strip(".,").lower() in PERSON_HEADS | {"mr", "mrs", "ms", "dr", "gen", "col", "capt", "sir"}
        for w in words.split()
    )


def is_adjective_of(word: str, name: str) -> bool:
    """Whether a word looks like the adjective of a name: "Ruritanian" of "Ruritania", "Velmese" of "Velm"."""
    lower, base = word.lower(), name.lower()
    if lower == base:
        return False
    stem = base.rstrip("aeiouy")
    if len(stem) < 4 or not lower.startswith(stem):
        return False
    rest = lower[len(stem) :]
    return rest in {
        "an",
        "ian",
        "n",
        "i",
        "ish",
        "ese",
        "ani",
        "ic",
        "ean",
        "ans",
        "ians",
        "is",
        "ns",
        "er",
        "ers",
        "anese",
        "ite",
        "ites",
    }


def may_be_actor(head: str) -> bool:
    return (
        head in PERSON_HEADS
        or head in GROUPISH
        or head.endswith(("er", "or", "ist", "ian", "team", "delegation", "people"))
        or head
        in (
            "delegation",
            "team",
            "panel",
            "observer",
            "mediator",
            "official",
            "source",
            "member",
            "family",
            "gunman",
            "staff",
            "union",
            "worker",
            "party",
            "parties",
        )
    )


def armed(person: Person) -> bool:
    return bool(person.heads & {"rebel", "insurgent", "guerrilla", "separatist"}) or any(
        w in person.name.lower()
        for w in (
            "front",
            "army",
            "movement",
            "liberation",
            "force",
            "brigade",
            "taliban",
            "militia",
            "resistance",
            "revolution",
            "guard",
            "group",
            "rebel",
            "insurgent",
            "guerrilla",
        )
    )
