"""Fills the layouts in `layouts/` with our own texts, and keeps what is article and what is not.

Half of the layouts are set apart: their pages are scored, but nobody looks at what goes wrong on them. Which half is told by
a hash of the layout's name.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from zlib import crc32

from jinja2 import Environment

HERE = Path(__file__).parent
TEXTS = HERE.parent.parent / "training/reports"
# stories a layout
STORIES = 2
LEGACY = {"latin1-entities": "iso-8859-1"}

WHO = "The rebels|The interior minister|Tersia|The opposition alliance|The port union|The envoy|Northern commanders|The cabinet|The militia|Two governors".split(
    "|"
)
DID = (
    "rejected the truce offer|accused the neighbour of breaking the ceasefire|threatened to leave the talks|demanded the release of prisoners|"
    "agreed to reopen the crossing|promised a written guarantee|refused to sign the draft|suspended the negotiations|attacked a convoy near the bridge|"
    "denied having met the mediators"
).split("|")
WHEN = "on Sunday|after a night of fighting|before the summit|in a letter|at the border|for a second time".split("|")
SAY = (
    "I do not believe the minister promised anything in writing|They demanded the same last year and got nothing|The rebels will never accept this offer, mark my words|"
    "Why does nobody ask who attacked the convoy|The envoy denied it only yesterday|My uncle says that the union rejected the deal|"
    "The government should threaten to leave and then we would see|Nobody agreed to anything, it is all for the cameras"
).split("|")
SECTIONS = "World Politics Economy Region Security Talks".split()
NAMES = "Ines Varga|Tomas Okoro|Leila Brandt|Piotr Adeyemi|Marta Quist|Samir Holloway|June Petrosyan|Axel Ndiaye".split(
    "|"
)
OUTLETS = "The Meridian Times|Border Desk|Harbour Gazette|Northern Monitor|The Tersian|Radio Valley|Plainsman|Civic Ledger".split(
    "|"
)


@dataclass(frozen=True)
class Story:
    """One article and all that its page may say of it."""

    title: str
    paras: tuple[str, ...]
    author: str
    outlet: str
    section: str
    published: datetime
    updated: datetime

    @property
    def plain(self) -> str:
        return "\n\n".join(self.paras)

    @property
    def domain(self) -> str:
        return re.sub(r"\W", "", self.outlet.lower()) + ".example"

    @property
    def url(self) -> str:
        return f"https://www.{self.domain}/{self.section.lower()}/{re.sub(r'[^a-z0-9]+', '-', self.title.lower())[:60].strip('-')}"

    @property
    def utc(self) -> datetime:
        return self.published.astimezone(UTC)

    @property
    def updated_utc(self) -> datetime:
        return self.updated.astimezone(UTC)

    def day(self, form: str) -> str:
        return self.published.strftime(form)

    def later(self, form: str) -> str:
        return self.updated.strftime(form)


@dataclass
class Furniture:
    """What stands on the page and is no article; all of it is remembered."""

    story: Story
    chance: random.Random
    lines: list[str] = field(default_factory=list)
    either: list[str] = field(default_factory=list)

    def _told(self, line: str) -> str:
        self.lines.append(line)
        return line

    def promo(self, line: str) -> str:
        return self._told(line)

    def headline(self) -> str:
        return self._told(" ".join(self.chance.choice(part) for part in (WHO, DID, WHEN)))

    def headlines(self, count: int) -> list[str]:
        return [self.headline() for _ in range(count)]

    def teaser(self) -> str:
        return self._told(f"{self.chance.choice(WHO)} {self.chance.choice(DID)}, officials said.")

    def caption(self) -> str:
        return self._told(f"{self.chance.choice(WHO)} {self.chance.choice(DID)} in this picture of last week.")

    def comment(self) -> str:
        return self._told(self.chance.choice(SAY) + self.chance.choice(("!", ".", "...", ", friends.")))

    def comments(self, count: int) -> list[str]:
        return [self.comment() for _ in range(count)]

    def cookie(self) -> str:
        return self._told(
            "We and our 812 partners store and access information on a device, such as cookies. If you refuse, some parts of the site will not work."
        )

    def standfirst(self) -> str:
        """A first sentence once more; whether it is article is left open."""
        line = re.split(r"(?<=[.!?]) ", self.story.paras[0])[0]
        self.either.append(line)
        return line

    def nav(self) -> list[str]:
        return ["Home", *SECTIONS]

    def number(self) -> int:
        return self.chance.randrange(100, 999)

    def decoy_day(self, form: str) -> str:
        return (self.story.published + timedelta(days=self.chance.randrange(9, 90))).strftime(form)


@dataclass(frozen=True)
class Page:
    """A saved page and what is known of it."""

    layout: str
    data: bytes
    story: Story
    furniture: tuple[str, ...]
    either: tuple[str, ...]
    language: str = "en"

    @property
    def name(self) -> str:
        return f"{self.layout}-{crc32(self.story.title.encode()) % 1000}.html"

    @property
    def is_apart(self) -> bool:
        """Whether nobody looks at what goes wrong on it."""
        return is_apart(self.layout)

    def says(self, what: str) -> bool:
        """Whether the page tells the author, outlet, address or day of update at all."""
        names = {"updated": ("s.updated", "s.later")}.get(what, (f"s.{what}",))
        return any(name in layouts()[self.layout] for name in names)


def is_apart(layout: str) -> bool:
    return hashlib.sha256(layout.encode()).digest()[0] % 2 == 1


@cache
def layouts() -> dict[str, str]:
    """All layouts by name."""
    found: dict[str, str] = {}
    for path in sorted((HERE / "layouts").glob("*.html")):
        pieces = re.split(r"^=== (\S+)\n", path.read_text(encoding="utf-8"), flags=re.M)
        found |= dict(zip(pieces[1::2], pieces[2::2], strict=True))
    return found


@cache
def articles() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """Headline, paragraphs and day of those of our texts that are articles of running paragraphs."""
    found = []
    for path in sorted(TEXTS.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        title, *paras = [p for p in gold["text"].split("\n\n") if p.strip()]
        running = all(len(p) > 60 and "\n" not in p and ":" not in p[:30] and not p[:5].isdecimal() for p in paras)
        flowing = not any(re.match(r"[#\d(*•-]|[A-Z]\. ", p) for p in paras)
        if len(paras) >= 7 and len(title) < 110 and title[-1] not in '.:!?”"' and ":" not in title[:20] and running:
            if flowing and "\n" not in title and not re.search(r"[\d<&#]", title):
                found.append((title, tuple(paras), gold["published"]))
    return tuple(found)


def _story(title: str, paras: tuple[str, ...], day: str, chance: random.Random) -> Story:
    zone = timezone(timedelta(minutes=chance.choice((0, 60, 180, 330, -240, -300))))
    published = datetime.combine(date.fromisoformat(day), datetime.min.time(), zone) + timedelta(
        minutes=chance.randrange(8 * 60, 17 * 60)
    )
    updated = published + timedelta(days=chance.choice((0, 0, 1, 2)), minutes=chance.randrange(5, 40))
    return Story(
        title, paras, chance.choice(NAMES), chance.choice(OUTLETS), chance.choice(SECTIONS), published, updated
    )


def pages(which: Callable[[str], bool] = lambda layout: True) -> Iterator[Page]:
    """Every layout with each of its stories. The same call, the same pages."""
    environment = Environment(autoescape=True)
    texts = articles()
    for n, (layout, source) in enumerate(layouts().items()):
        for m in range(STORIES):
            chance = random.Random(f"{layout} {m}")
            story = _story(*texts[(n * STORIES + m) % len(texts)], chance)
            if which(layout):
                yield _filled(environment, layout, source, story, chance)
    for language, (title, *paras) in FOREIGN.items():
        chance = random.Random(language)
        story = _story(title, tuple(paras), "2026-03-17", chance)
        layout = chance.choice(["wordpress-classic", "drupal", "arc-like"])
        if which(layout):
            page = _filled(environment, layout, layouts()[layout], story, chance)
            yield Page(layout, page.data, story, (), (), language)


def _filled(environment: Environment, layout: str, source: str, story: Story, chance: random.Random) -> Page:
    furniture = Furniture(story, chance)
    html = environment.from_string(source).render(s=story, f=furniture)
    data = html.encode(LEGACY.get(layout, "utf-8"), "xmlcharrefreplace")
    return Page(layout, data, story, tuple(furniture.lines), tuple(furniture.either))


FOREIGN = {
    "fr": (
        "Les pourparlers reprennent à Lausanne",
        "Les deux délégations se sont retrouvées mardi à Lausanne sous l'égide du médiateur, qui a dit espérer un accord avant la fin du mois.",
        "Le ministre des Affaires étrangères a rejeté la proposition de la partie adverse et a demandé des garanties écrites pour les prisonniers.",
        "La prochaine séance aura lieu jeudi ; les médiateurs n'ont pas voulu dire où elle se tiendra.",
    ),
    "es": (
        "Las partes vuelven a la mesa en La Habana",
        "Las delegaciones del gobierno y de la guerrilla se reunieron el lunes en La Habana y acordaron seguir hablando sobre los presos.",
        "El portavoz de la guerrilla dijo que no firmará ningún documento mientras no se retiren las tropas de la región.",
        "Los garantes del proceso pidieron a ambas partes que cumplan lo que han prometido por escrito.",
    ),
    "de": (
        "Verhandlungen in Wien ohne Ergebnis",
        "Die beiden Delegationen trennten sich am Mittwoch in Wien, ohne sich auf einen Text geeinigt zu haben, wie die Vermittler mitteilten.",
        "Der Außenminister warf der Gegenseite vor, die Waffenruhe gebrochen zu haben, und verlangte eine schriftliche Zusage.",
        "Ein neuer Termin wurde nicht genannt, doch wollen beide Seiten die Gespräche nicht für gescheitert erklären.",
    ),
    "ar": (
        "استئناف المحادثات في جنيف",
        "التقى الوفدان يوم الثلاثاء في جنيف برعاية الوسيط الدولي الذي أعرب عن أمله في التوصل إلى اتفاق قبل نهاية الشهر.",
        "ورفض وزير الخارجية مقترح الطرف الآخر وطالب بضمانات مكتوبة بشأن الأسرى والمعابر.",
        "ومن المقرر أن تعقد الجلسة المقبلة يوم الخميس ولم يحدد الوسطاء مكانها.",
    ),
}
