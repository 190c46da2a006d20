"""A thread as it stood on a day: its form, and apart from it what each speaker says of it."""

from __future__ import annotations

from onrecord.model.pointing import only_points
from onrecord.model.story import Standing, Step, Strand, Thread

FORMS = (None, "unstated", "verbal", "written", "joint_statement", "unilateral_declaration", "signed")


def thread_of(strand: Strand, *, until: str | None = None) -> Thread | None:
    """The thread by the tellings up to a day, where one is given; None where nobody had told of it by then."""
    steps = tuple(s for s in strand.steps if until is None or s.told is not None and s.told <= until)
    makers = frozenset(maker for step in steps for maker in step.makers)
    if not makers:
        return None
    answers = sorted((s for s in steps if s.answer is not None), key=lambda s: s.told or "")
    forms = [s.form for s in steps if s.standing not in (Standing.REFUSED, Standing.SOUGHT)]
    deadlines = [(s.deadline, s.due) for s in steps if s.deadline]
    return Thread(
        id=strand.id,
        process=strand.process,
        kind=strand.kind,
        maker=min(makers),
        to=tuple(sorted({to for step in steps for to in step.to} - makers)),
        about=_about(steps),
        form=max((f for f in forms if f in FORMS), key=FORMS.index, default=None) or "unstated",
        status=tuple(sorted(_status(strand.kind, steps, makers).items())),
        maker_confirmed=_confirmed(steps, makers),
        steps=steps,
        deadline=deadlines[-1][0] if deadlines else None,
        # where the last telling has no day for it, that of an earlier one
        due=next((due for words, due in reversed(deadlines) if due and words == deadlines[-1][0]), None),
        answer=(answers[-1].answer if answers else "ignored") if strand.kind == "demand" else None,
        speakers=len({s.by for s in steps}),
        families=len({s.family for s in steps}),
    )


def _confirmed(steps: tuple[Step, ...], makers: frozenset[str]) -> bool:
    """Whether the one bound by it says so himself, and nowhere that he never promised it."""
    own = [s for s in steps if s.by in makers]
    if any(s.standing is Standing.DENIED for s in own):
        return False
    return any(s.confirms and s.standing is not Standing.REFUSED for s in own)


def _status(kind: str, steps: tuple[Step, ...], makers: frozenset[str]) -> dict[str, Standing]:
    """What each speaker says of it last; what the reporters tell of as done, the one who does it shows."""
    status: dict[str, Standing] = {}
    for step in steps:
        if step.standing is None:
            continue
        status[step.by] = _after(status.get(step.by), step.standing)
        if step.by == "author":
            for doer in step.doers:
                if doer in makers or kind == "demand":
                    status[doer] = _after(status.get(doer), step.standing)
    return status


# what became of it; that it was promised, or is sought, takes none of it back
OUTCOMES = frozenset(
    {
        Standing.KEPT,
        Standing.PARTLY_KEPT,
        Standing.BREACH_ALLEGED,
        Standing.BREACH_ADMITTED,
        Standing.WITHDRAWN,
        Standing.LAPSED,
    }
)
RANK = {Standing.SOUGHT: 0, Standing.OFFERED: 1, Standing.GIVEN: 2, Standing.IN_EFFECT: 3}


def _after(before: Standing | None, now: Standing) -> Standing:
    """What a speaker's word comes to after one more: a demand for what he says was promised leaves it promised."""
    if before is None or now not in RANK:
        return now
    if before in OUTCOMES or now is Standing.SOUGHT or RANK.get(before, -1) > RANK[now]:
        return before
    return now


def _about(steps: tuple[Step, ...]) -> str:
    """What the thread is about, in the words of the first telling that says it, and at good length.

    "to free 24 prisoners" says it better than "the Front promised on Monday to free 24 prisoners".
    """
    told = [s.words for s in steps if s.makers]
    told = [words for words in told if not only_points(words)] or told
    fit = [words for words in told if 20 <= len(words) <= 120]
    plain = [words for words in fit if words.startswith(("to ", "not to "))]
    return next(iter(plain or fit), min(told, key=lambda t: abs(len(t) - 60)))
