"""Names for comparison across reports: spellings, transliterations, titles, initials."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# courtesy and office before a person's name; what stands after it
BEFORE = frozenset(
    """mr mrs ms miss mx dr prof sir lord lady dame hon honourable gen general col colonel capt captain maj major lt
    lieutenant brig brigadier sgt sergeant adm admiral marshal president premier prime minister foreign defence defense
    interior finance deputy vice secretary ambassador envoy spokesman spokeswoman spokesperson commander chief sheikh
    mullah maulana imam king queen prince princess senator sen governor gov mayor judge justice chairman chairwoman
    chairperson comrade hajji haji special representative acting former retired rev reverend bishop archbishop cardinal
    father rabbi ayatollah ustaz ustadh ustadz haj hajj sayyid madame madam monsieur don dona senor senora herr pandit shri
    dato datuk tun tan sri u daw ko mawlana maulvi mullah alhaji chief-of-staff engineer comandante commissioner professor uncle aunt aunty
    auntie brother sister pastor superintendent inspector""".split()
)
PARTICLES = frozenset(
    "al el ul ad as ar an bin ben ibn abu bint de da di del della dos van von der den le la bar".split()
)
ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.I)
# one sound, several spellings: the more letters first
SOUNDS = (
    ("tch", "c"), ("sch", "s"), ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("sh", "s"), ("ch", "c"),
    ("zh", "j"), ("ts", "s"), ("dj", "j"), ("ck", "k"), ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ei", "i"), ("ai", "i"),
    ("ey", "i"), ("ay", "i"), ("q", "k"), ("c", "k"), ("x", "ks"), ("w", "v"), ("z", "s"), ("y", "i"), ("j", "j"),
)  # fmt: skip


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """A name without case, accents, article, possessive and marks; hyphens part words.

    >>> plain("the Sheikh’s Al-Ḥadīdī")
    "sheikh's al hadidi"
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    bare = re.sub(r"[’‘ʼʻ`´]", "'", bare).strip()
    bare = re.sub(r"'s?$", "", ARTICLE.sub("", bare))
    bare = re.sub(r"(?<=\w)-(?=\w)", " ", bare)
    return " ".join(re.sub(r"[^\w\s'&]", " ", bare).split())


@lru_cache(maxsize=65536)
def person_words(name: str) -> tuple[str, ...]:
    """The words of a person's own name: no titles, no particles.

    >>> person_words("Brig. Gen. Omar al-Hadidi")
    ('omar', 'hadidi')
    """
    words = [w.replace("'", "") for w in plain(name).split()]
    while len(words) > 1 and words[0] in BEFORE:
        words.pop(0)
    kept = [w for w in words if w not in PARTICLES]
    return tuple(kept or words)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A word's skeleton: the same for spellings of one name.

    >>> sound("haddad") == sound("hadad"), sound("mohammed") == sound("muhammad"), sound("asif") == sound("arif")
    (True, True, False)
    """
    word = word.rstrip("h") or word
    if word[:1] == "y":
        # "Yelich" and "Jelic"
        word = "j" + word[1:]
    for letters, one in SOUNDS:
        word = word.replace(letters, one)
    word = re.sub(r"(.)\1+", r"\1", word)
    return (
        word[:1] + re.sub(r"[aeiou']", "", word[1:]) if word[:1] not in "aeiou" else "a" + re.sub(r"[aeiou']", "", word)
    )


def initials(name: str) -> frozenset[str]:
    """The acronyms by which a name of several words may be called.

    >>> sorted(initials("Movement for the Liberation of the Hills"))
    ['mflh', 'mftloth', 'mlh']
    """
    words = plain(name).replace("'s", "").split()
    if len(words) < 2:
        return frozenset()
    small = {"of", "and", "for", "the", "in", "on", "to", "de", "la", "des", "du"}
    big = [w for w in words if w not in small]
    joined = [w for w in words if w not in small - {"for"}]
    return frozenset("".join(w[0] for w in ws) for ws in (words, big, joined) if len(ws) > 1)
