"""Commitments as a table: form apart from status, and the status by each speaker (docs/exchange-events.md)."""

from __future__ import annotations

from collections.abc import Iterator

from onrecord.export import undertakings as of
from onrecord.export.leaving import Leaving
from onrecord.export.table import rows_as_csv
from onrecord.model.story import Standing

COLUMNS = (
    "commitment_id", "process", "process_name", "makers", "to", "about", "form", "written", "given", "given_according_to",
    "conditions", "deadline", "due", "maker_confirmed", "status_by_speaker", "kept_according_to", "breach_alleged_by",
    "breach_admitted_by", "denied_by", "withdrawn_according_to", "first_told", "last_told", "speakers",
    "report_families", "entries", "reports",
)  # fmt: skip


def write(leaving: Leaving) -> Iterator[str]:
    """A row for each commitment."""
    yield rows_as_csv(COLUMNS, (_row(leaving, one) for one in of.undertakings(leaving)))


def _row(leaving: Leaving, one: of.Undertaking) -> tuple[object, ...]:
    thread = one.thread
    days = [step.told for step in thread.steps if step.told]
    return (
        thread.id, thread.process, of.process_name(leaving, thread.process), of.named(leaving, one.makers),
        of.named(leaving, thread.to), thread.about, thread.form, of.written(thread.form),
        *one.dated(leaving, one.steps(Standing.GIVEN, Standing.IN_EFFECT)), of.conditions(one.told), thread.deadline,
        thread.due, "yes" if thread.maker_confirmed else "no", of.status_by_speaker(leaving, thread),
        one.by(leaving, Standing.KEPT, Standing.PARTLY_KEPT), one.by(leaving, Standing.BREACH_ALLEGED),
        one.by(leaving, Standing.BREACH_ADMITTED), one.by(leaving, Standing.DENIED),
        one.by(leaving, Standing.WITHDRAWN, Standing.LAPSED), min(days, default=""), max(days, default=""),
        thread.speakers, thread.families, *of.resting_on(one.told),
    )  # fmt: skip
