"""What is new, changed or gone between two stories of the same record."""

from __future__ import annotations

from onrecord.model.state import Change
from onrecord.model.story import Story


def changes(before: Story, after: Story) -> tuple[Change, ...]:
    """What a later story has that an earlier one has not, what it tells otherwise, and what it no longer has."""
    found: list[Change] = []
    for process in after.processes.values():
        if process.id not in before.processes:
            found.append(Change("process", "new", process.id, "", process.name))
    for key, meeting in after.meetings.items():
        old = before.meetings.get(key)
        now = " ".join(filter(None, (meeting.status.value, *sorted({o.value for _, o in meeting.outcome}))))
        if old is None:
            found.append(Change("meeting", "new", key, "", now))
            continue
        then = " ".join(filter(None, (old.status.value, *sorted({o.value for _, o in old.outcome}))))
        if then != now:
            found.append(Change("meeting", "changed", key, then, now))
    for key, thread in after.threads.items():
        past = before.threads.get(key)
        if past is None:
            found.append(Change(thread.kind, "new", key, "", thread.form))
            continue
        told, said = dict(past.status), dict(thread.status)
        for who in sorted(said):
            if told.get(who) != said[who]:
                was = told[who].value if who in told else ""
                found.append(Change(thread.kind, "changed", key, f"{who} {was}".strip(), f"{who} {said[who].value}"))
        if past.answer != thread.answer:
            found.append(Change(thread.kind, "changed", key, past.answer or "", thread.answer or ""))
        if past.form != thread.form:
            found.append(Change(thread.kind, "changed", key, past.form, thread.form))
    found += [Change("meeting", "gone", key) for key in sorted(before.meetings.keys() - after.meetings.keys())]
    found += [
        Change(before.threads[key].kind, "gone", key) for key in sorted(before.threads.keys() - after.threads.keys())
    ]
    order = {"new": 0, "changed": 1, "gone": 2}
    return tuple(sorted(found, key=lambda c: (order[c.how], c.kind, c.id, c.after)))
