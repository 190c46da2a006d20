"""What is only of PostgreSQL: several who write and decide at once, a server that goes away, roles, places, passwords."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from onrecord.errors import RecordError
from onrecord.model.decision import Action, Decision, Verdict
from onrecord.model.location import Database, located
from onrecord.record import Put, Record, is_there, open_record
from onrecord.record import engine as engine_module
from onrecord.record.dialects import server as server_module
from onrecord.record.dialects.tokens import PART
from onrecord.record.whole import copy
from onrecord.resolving import told_by
from tests import build
from tests.server import Server, running
from tests.test_cli import run
from tests.wire import Wire, commits


@pytest.fixture
def place(server: Server) -> Database:
    return server.place()


@pytest.fixture
def record(place: Database) -> Iterator[Record]:
    with open_record(place) as opened:
        yield opened


def reading(n: int) -> Any:
    source = build.report(f"{build.TEXT} It was round {n}.", name=f"{n}.txt", ident=f"r-{n:016d}")
    return build.reading(source, entries=(build.entry(source, ident=f"e-{n:016d}"),))


def together(*works: Callable[[], object]) -> list[BaseException]:
    """Do things at the same time; what went wrong."""
    wrong: list[BaseException] = []
    ready = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> None:
        ready.wait()
        try:
            work()
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return wrong


# -- several at once ---------------------------------------------------------------------------------------------------


def test_two_who_read_the_same_reports_at_once_lose_and_double_nothing(place: Database, record: Record) -> None:
    count = 12
    outcomes: list[Put] = []

    def put(order: range) -> None:
        with open_record(place) as own:
            outcomes.extend(own.put(reading(n)) for n in order)

    assert together(lambda: put(range(count)), lambda: put(range(count - 1, -1, -1))) == []
    assert record.counts() == {"reports": count, "texts": count, "entries": count}
    assert sorted(outcomes) == [Put.NEW] * count + [Put.UNCHANGED] * count
    # each writing was counted: what follows is made anew after every one
    written = int(record.derived.versions()[0])
    assert written == count
    assert record.search("round")[0].words == "round"


def test_of_two_who_decide_on_a_line_at_once_the_second_is_told(place: Database, record: Record) -> None:
    record.put(reading(1))
    line = record.entries()[0]

    def judge(who: str, action: Action) -> None:
        with open_record(place) as own:
            own.judge(Verdict(action, line, who), seen=0)

    wrong = together(lambda: judge("ana", Action.ACCEPT), lambda: judge("ben", Action.REJECT))
    assert len(record.verdicts()) == 1
    assert [str(error).partition(" decided on this line meanwhile")[1] != "" for error in wrong] == [True]


def test_reviewers_of_different_lines_do_not_wait_for_one_another(place: Database, record: Record) -> None:
    for n in (1, 2):
        record.put(reading(n))
    one, other = record.entries()
    with open_record(place) as own, own.store.writing() as connection:
        connection.execute(text("SELECT id FROM reports WHERE id = :id FOR NO KEY UPDATE"), {"id": other.report})
        record.judge(Verdict(Action.ACCEPT, one, "ana"))
    assert [v.who for v in record.verdicts()] == ["ana"]


def test_one_at_a_time_makes_what_follows(place: Database, record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "EVERY", 0.01)
    record.put(reading(1))
    said: list[str] = []
    with server_module.turn(place, "resolves", said.append):
        waiting = threading.Thread(target=lambda: told_by(record))
        waiting.start()
        waiting.join(0.5)
        assert waiting.is_alive()
    waiting.join(60)
    assert not waiting.is_alive() and said == []
    assert record.derived.versions()[1].startswith("1 ")


# -- a server that goes away -------------------------------------------------------------------------------------------


def cut(server: Server, place: Database) -> None:
    """Cut off everybody who is connected."""
    del place
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'onrecord'")


def test_who_was_cut_off_between_two_questions_does_not_notice(server: Server, place: Database, record: Record) -> None:
    assert record.put(reading(1)) is Put.NEW
    record.entries()
    cut(server, place)
    assert len(record.entries()) == 1
    cut(server, place)
    assert record.put(reading(2)) is Put.NEW


def test_a_writing_that_is_cut_off_is_named_and_nothing_of_it_is_kept(
    server: Server, place: Database, record: Record
) -> None:
    with pytest.raises(RecordError, match="does not answer") as caught, record.store.writing() as connection:
        connection.execute(text("INSERT INTO quarantine VALUES ('a', 'b', 'c', 'd')"))
        cut(server, place)
        connection.execute(text("INSERT INTO quarantine VALUES ('e', 'f', 'g', 'h')"))
    assert "What was recorded before is kept" in caught.value.hint
    assert record.arrived.quarantined() == {}
    assert record.put(reading(1)) is Put.NEW


def test_a_server_that_stops_in_the_middle_and_comes_back_has_what_was_kept() -> None:
    with running() as own:
        if own is None:
            pytest.skip("PostgreSQL or pg8000 is not installed")
        with open_record(own.place()) as record:
            assert record.put(reading(1)) is Put.NEW
            own.stop()
            for ask in (record.entries, lambda: record.put(reading(2))):
                with pytest.raises(RecordError, match="does not answer") as caught:
                    ask()
                assert "Does the server run" in caught.value.hint
            own.start()
            assert len(record.entries()) == 1
            assert record.put(reading(1)) is Put.UNCHANGED and record.put(reading(2)) is Put.NEW


@pytest.fixture
def wire() -> Iterator[tuple[Server, Wire]]:
    """A server on the network, and a way to it."""
    with running(tcp=True) as own:
        if own is None:
            pytest.skip("PostgreSQL or pg8000 is not installed")
        way = Wire(own.port)
        yield own, way
        way.stop()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="cables are pulled by a filter of Linux")
def test_a_network_that_swallows_all_is_noticed_and_locks_of_who_is_gone_are_free(
    wire: tuple[Server, Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.record.dialects.driver.SILENCE", 2)
    own, way = wire
    place = own.place()
    with open_record(place) as record, open_record(way.place(place)) as far, ExitStack() as gone:
        gone.enter_context(suppress(RecordError))
        gone.enter_context(server_module.turn(way.place(place), "reads into", print))
        way.how, way.when = "hole", lambda data: b"source_texts" in data
        begin = time.monotonic()
        with pytest.raises(RecordError, match="does not answer"):
            far.put(reading(1))
        assert way.happened.is_set() and time.monotonic() - begin < 20
        # whoever had the turn does not know yet that he is gone: the server does
        with server_module.turn(place, "reads into", print):
            assert record.put(reading(1)) is Put.NEW
        assert time.monotonic() - begin < 30


@pytest.mark.parametrize(("how", "kept"), [("before", Put.NEW), ("after", Put.UNCHANGED)])
def test_a_commit_that_is_cut_off_is_done_or_not_and_can_be_done_again(
    wire: tuple[Server, Wire], how: str, kept: Put
) -> None:
    own, way = wire
    with open_record(way.place(own.place("cut"))) as far:
        way.how, way.when = how, commits
        with pytest.raises(RecordError, match="does not answer"):
            far.put(reading(1))
        assert far.put(reading(1)) is kept


# -- roles, places, passwords -------------------------------------------------------------------------------------------


def test_a_reader_reads_and_is_told_that_it_may_not_write(
    server: Server, place: Database, record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    record.put(reading(1))
    told_by(record)
    server.sql(f"CREATE ROLE reader_of_{place.schema} LOGIN")
    server.sql(f'GRANT USAGE ON SCHEMA "{place.schema}" TO reader_of_{place.schema}')
    server.sql(f'GRANT SELECT ON ALL TABLES IN SCHEMA "{place.schema}" TO reader_of_{place.schema}')
    own = replace(place, user=f"reader_of_{place.schema}")
    address = str(own)
    for words in (
        ["entries"], ["reports"], ["search", "crossing"], ["show", "1.txt"], ["status"], ["actors"],
        ["export", "entries"], ["processes"],
    ):  # fmt: skip
        status, _, err = run(capsys, *words, "--record", address)
        assert status == 0, (words, err)
    with open_record(own, read_only=True) as kept:
        assert kept.counts()["entries"] == 1
        with pytest.raises(RecordError, match="cannot be written"):
            kept.put(reading(2))
    with open_record(own) as kept, pytest.raises(RecordError, match=r"not read, by 'reader_of") as caught:
        kept.put(reading(2))
    assert "docs/postgres.md" in caught.value.hint


def test_pages_are_served_from_it(place: Database, record: Record) -> None:
    from tests.web_record import client, pages

    record.put(reading(1))
    told_by(record)
    for options in ({}, {"read_only": True}):
        with client(place, **options) as found:
            for page in pages(found):
                assert found.get(page).status_code in (200, 302), page
    with client(place) as found:
        line = record.entries()[0].id
        from tests.web_record import HERE

        form = {"entry": line, "action": "reject", "who": "Ana", "seen": "0", "at": "0"}
        assert found.post("/review", data=form, headers=HERE).status_code in (200, 302, 303)
    assert [v.action for v in record.verdicts()] == [Action.REJECT]


def test_two_records_in_one_database_know_nothing_of_each_other(server: Server) -> None:
    with open_record(server.place()) as one, open_record(server.place()) as other:
        one.put(reading(1))
        one.decide(Decision("actor", "same", "a", "b", "ana"))
        assert other.counts()["reports"] == 0 and other.decisions() == []


def test_what_is_not_there_is_not_made_by_asking(server: Server) -> None:
    place = server.place()
    with pytest.raises(RecordError, match="No record at postgresql://") as caught:
        open_record(place, create=False)
    assert str(place) in caught.value.hint and not is_there(place)
    with pytest.raises(RecordError, match="no database 'nothing'") as caught:
        open_record(replace(place, database="nothing"))
    assert "createdb nothing" in caught.value.hint
    with pytest.raises(RecordError, match="does not let 'nobody_here' in"):
        open_record(replace(place, user="nobody_here"))
    with pytest.raises(RecordError, match="does not answer"):
        open_record(replace(place, host="/nowhere"))


def test_a_schema_with_other_tables_is_no_record(server: Server, place: Database) -> None:
    server.sql(f'CREATE SCHEMA "{place.schema}" CREATE TABLE entries (id text)')
    with pytest.raises(RecordError, match="but not a record"):
        open_record(place)


def test_a_record_of_a_newer_version_is_not_touched(server: Server, place: Database, record: Record) -> None:
    server.sql(f"UPDATE \"{place.schema}\".alembic_version SET version_num = '9999'")
    with pytest.raises(RecordError, match="newer Onrecord"):
        open_record(place)
    server.sql(f"UPDATE \"{place.schema}\".alembic_version SET version_num = '0004'")
    with pytest.raises(RecordError, match="older version"):
        open_record(place, read_only=True)
    with open_record(place) as upgraded:
        assert upgraded.put(reading(1)) is Put.NEW


def test_migrations_lead_to_the_same_tables_as_a_new_record(server: Server, place: Database, record: Record) -> None:
    old = server.place()
    server.sql(f'CREATE SCHEMA "{old.schema}"')
    engine = server_module.engine_of(old, writes=True)
    with engine.connect() as connection:
        engine_module.migrate(connection)
    engine.dispose()

    def tables(schema: str) -> set[tuple[object, ...]]:
        columns = server.sql(
            "SELECT table_name, column_name, data_type, collation_name, is_nullable FROM information_schema.columns "
            f"WHERE table_schema = '{schema}' AND table_name <> 'alembic_version'"
        )
        indexes = server.sql(
            f"SELECT replace(indexdef, '{schema}', '') FROM pg_indexes WHERE schemaname = '{schema}' AND tablename <> 'alembic_version'"
        )
        return {*columns, *indexes}

    assert tables(old.schema) == tables(place.schema) != set()


def test_words_of_an_older_record_are_found_in_the_lists_that_have_them(
    server: Server, place: Database, record: Record
) -> None:
    record.put_all([reading(n) for n in range(3)])
    told_by(record)
    asked: list[tuple[str, list[str]]] = [
        ("gov", []),
        ("government", ["entries"]),
        ("crossing", ["reports"]),
        ("rou", ["actors"]),
    ]
    before = [record.shelved.found(words, lists) for words, lists in asked]
    assert [len(found) > 0 for found in before] == [True, True, True, False]
    words = f'"{place.schema}".listed_words'
    for statement in (
        f'ALTER TABLE {words} ADD COLUMN list varchar COLLATE "C"',
        f'UPDATE {words} w SET list = l.list FROM "{place.schema}".listed l WHERE l.n = w.n',
        f"UPDATE {words} SET words = (SELECT array_to_tsvector(array_agg(replace(lexeme, list || ' ', ''))) FROM unnest(words))",
        f"""UPDATE "{place.schema}".alembic_version SET version_num = '0006'""",
    ):
        server.sql(statement)
    assert record.shelved.found("government", ["entries"]) == []
    with open_record(place) as upgraded:
        assert [upgraded.shelved.found(words, lists) for words, lists in asked] == before


def test_no_message_has_a_password(server: Server, place: Database, capsys: pytest.CaptureFixture[str]) -> None:
    secret = replace(place, password="xyzzyplugh", database="nothing")
    for words in (["entries", "--record", secret.address], ["entries", "--record", secret.address + "&mood=grim"]):
        status, out, err = run(capsys, *words)
        assert status == 2 and "xyzzyplugh" not in out + err
    assert "xyzzyplugh" in secret.address and "xyzzyplugh" not in str(secret) + repr(secret)


def test_without_the_driver_one_is_told_what_to_install(place: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "onrecord.record.dialects.driver", None)
    with pytest.raises(RecordError, match="needs pg8000") as caught:
        open_record(place)
    assert "pip install 'onrecord[postgres]'" in caught.value.hint


def test_the_password_is_found_where_the_servers_programs_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "pgpass"
    file.write_text("other:5432:*:ana:wrong\ndb\\:1:5432:talks:ana:right\\:one\n")
    file.chmod(0o600)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    monkeypatch.setenv("PGPASSFILE", str(file))
    place = Database("db:1", 5432, "ana", "talks")
    assert server_module.password_of(place) == "right:one"
    file.chmod(0o644)
    assert server_module.password_of(place) is None
    monkeypatch.setenv("PGPASSWORD", "said")
    assert server_module.password_of(place) == "said"
    assert server_module.password_of(replace(place, password="typed")) == "typed"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("postgresql://ana@db", "names no database"),
        ("postgresql://ana@db/talks?mood=grim", "'mood'"),
        ("postgresql://ana@db/talks?schema=A", "no name of a schema"),
        ("postgresql://ana@db/talks?schema=public", "no name of a schema"),
        ("postgresql://ana@db/talks?sslmode=maybe", "sslmode"),
        ("mysql://ana@db/talks", "no record is kept at mysql"),
    ],
)
def test_what_is_no_place_of_a_record_is_said(address: str, why: str) -> None:
    with pytest.raises(RecordError, match=why):
        open_record(address)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ana@db.example.org/talks", "postgresql://ana@db.example.org:5433/talks?schema=river",
        "postgresql://ana@localhost/talks?sslmode=verify-full", "postgresql://ana@/talks?host=/run/postgresql",
    ],
)  # fmt: skip
def test_a_place_is_named_as_it_was_given(address: str) -> None:
    assert str(located(address)) == address


# -- texts ---------------------------------------------------------------------------------------------------------------


def test_words_are_found_as_in_a_file_however_long_the_text_is(record: Record) -> None:
    filler = "talks " * (PART + 10)
    source = build.report(
        f"Zürich's cease-fire {filler}held for a while, l'été", name="long.txt", ident="r-" + "7" * 16
    )
    record.put(build.reading(source, entries=()))
    for asked in ("zurich", "ZÜRICH", "cease-fire", '"cease fire"', "ceas*", "été", "ete", "held zurich", '"held for"'):
        assert record.search(asked), asked
    for asked in ("fires", '"fire cease"', "held nothing", '"for held"'):
        assert not record.search(asked), asked
    (hit,) = record.search('"held for"')
    assert hit.words == "held for" and source.text[hit.start : hit.end] == "held for"


def test_the_server_knows_at_once_what_was_copied_into_it(server: Server, tmp_path: Path) -> None:
    place = server.place()
    with open_record(tmp_path / "file.onrecord") as source, open_record(place) as target:
        source.put_all([reading(n) for n in range(20)])
        told_by(source)
        copy(source, target)
    asked = f"SELECT reltuples FROM pg_class WHERE oid = '{place.schema}.entries'::regclass"
    assert server.sql(asked) == [(20.0,)]


def test_forgetting_leaves_nothing_in_the_servers_files(server: Server, place: Database, record: Record) -> None:
    secret = build.report("A secret word, xyzzyplugh, the envoy said the government had promised to open.")
    record.put(build.reading(secret, entries=(build.entry(secret, start=0, end=30),)))
    told_by(record)
    # as it does by itself now and then: it keeps examples of what there is, in tables of its own
    server.sql("ANALYZE")
    record.forget(secret.id)
    server.sql("CHECKPOINT")
    # the journal has what was written until the server writes over it
    for file in server.data.rglob("base/**/*"):
        if file.is_file():
            assert b"xyzzyplugh" not in file.read_bytes(), file
