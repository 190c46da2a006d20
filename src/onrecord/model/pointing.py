"""Words that point at what is said elsewhere, and say nothing of it themselves."""

from __future__ import annotations

import re

# what points at something named elsewhere, words for the telling itself, and for how and when it was told
POINTING = frozenset(
    """a an the this that these those such same so one which what who it its he his she her they their them we our i my you
    your to do did done doing does be is was were been being has have had having will would shall should must may might can
    could not no of in on at by for with from as and or
    promise promised promises pledge pledged word assurance assured assurances commitment committed undertaking undertaken
    agreement agreed guarantee guaranteed offer offered proposal proposed demand demanded demands request requested appeal
    call called condition conditions warning warned threat threatened ultimatum given gave give made make said says
    verbal verbally orally written writing signed telephone phone
    monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow day days week month earlier later again
    once already""".split()
)


def only_points(words: str) -> bool:
    """Whether words say nothing of what was undertaken or demanded: "to do so", "the promise", "our word".

    >>> only_points("to do so"), only_points("to free 24 prisoners")
    (True, False)
    """
    return POINTING.issuperset(re.findall(r"[^\W_]+", words.lower()))
