"""Who is who out of a list from elsewhere: what it decides, what it leaves, and that it can be taken back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from onrecord.cli.main import group
from onrecord.introduced import introduce
from onrecord.model.decision import Decision
from onrecord.model.listed import Listed
from onrecord.model.story import Party, Story
from onrecord.record import open_record
from onrecord.sources.actors import read_actors
from tests.web_record import example


def run(*words: object) -> Result:
    return CliRunner().invoke(group, [str(word) for word in words], standalone_mode=False)


def story(*parties: Party, pairs: tuple[tuple[str, str, str], ...] = ()) -> Story:
    """A story of actors alone; each name has a key of its own: that of its actor, or of the only one called so."""
    keys: dict[str, tuple[str, ...]] = {}
    merged: dict[str, str] = {}
    for party in parties:
        for n, name in enumerate(party.names):
            key = party.id if n == 0 else f"{party.id}/{n}"
            merged[key] = party.id
            keys[name] = (*keys.get(name, ()), key)
    return Story(
        {party.id: party for party in parties}, {}, threads=lambda p: {}, meetings=lambda p: {}, marks=lambda p: (),
        named=lambda r: {}, merged=merged, keys=keys, pairs=pairs,
    )  # fmt: skip


def party(key: str, *names: str, kind: str = "person", part_of: str | None = None) -> Party:
    return Party(key, names[0], kind, names, part_of)


# -- files --------------------------------------------------------------------------------------------------------------


def test_a_table_names_actors_their_aliases_and_whom_they_belong_to(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "\ufeffName;Aliases;Type;Country;Part of\n"
        "Omar Hadidi;O. Hadidi | Abu Salim;individual;PAK;Hill Front\n"
        "\n"
        "Hill Front;;organization;;\n"
        ";nobody;;;\n"
        "Kesh;;planet;;\n"
        "too;short\n"
    )
    found = read_actors(path)
    assert found.actors == [
        Listed(2, ("Omar Hadidi", "O. Hadidi", "Abu Salim"), "person", "PAK", ("Hill Front",)),
        Listed(4, ("Hill Front",), "organisation"),
    ]
    assert [number for number, _ in found.wrong] == [5, 6, 7]
    assert "'planet' is no kind" in found.wrong[1][1]


def entity(key: str, schema: str, **values: str | list[str]) -> str:
    properties = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    return json.dumps({"id": key, "schema": schema, "properties": properties})


ENTITIES = (
    entity("m1", "Membership", member="p1", organization="o1"),
    entity("p1", "Person", name="Omar Hadidi", alias=["O. Hadidi"], weakAlias="Abu Salim", nationality="pk"),
    entity("p2", "Person", firstName="Issa", lastName="Kodi"),
    entity("o1", "Organization", name="Hill Front", abbreviation="HF", parent="b1"),
    entity("b1", "PublicBody", name="Council of Kesh", country="af"),
    entity("c1", "Company", name="Kesh Port Company"),
    entity("d1", "Directorship", director="p2", organization="c1"),
    entity("e1", "Employment", employee="p2", employer="b1"),
    entity("a1", "Address", full="1 Hill Road"),
)


def test_entities_of_followthemoney_and_their_links_are_read(tmp_path: Path) -> None:
    path = tmp_path / "entities.ftm.json"
    path.write_text("\n".join([*ENTITIES, "{broken", json.dumps({"id": "x"}), entity("p3", "Person", country="pk")]))
    found = read_actors(path)
    assert found.actors == [
        Listed(2, ("Omar Hadidi", "O. Hadidi", "Abu Salim"), "person", "pk", ("Hill Front",)),
        Listed(3, ("Issa Kodi",), "person", "", ("Kesh Port Company", "Council of Kesh")),
        Listed(4, ("Hill Front", "HF"), "organisation", "", ("Council of Kesh",)),
        Listed(5, ("Council of Kesh",), "organisation", "af"),
        Listed(6, ("Kesh Port Company",), "organisation"),
    ]
    assert [number for number, _ in found.wrong] == [10, 11, 12] and found.others == 1


def test_the_entities_of_these_tests_are_entities_for_the_library() -> None:
    model = pytest.importorskip("followthemoney").model
    for line in ENTITIES:
        data = json.loads(line)
        schema = model.get(data["schema"])
        assert schema is not None and set(data["properties"]) <= set(schema.properties), line


# -- what a list decides ------------------------------------------------------------------------------------------------------


def test_names_of_one_actor_are_one_where_the_record_has_them() -> None:
    found = introduce(
        story(party("a", "Omar Hadidi"), party("b", "Abu Salim"), party("c", "Kesh")),
        [Listed(2, ("OMAR HADÍDI", "Abu Salim", "Never Named")), Listed(3, ("Kesh", "Kesh State"))],
        [],
    )
    assert [(p.action, p.one, p.other, p.line) for p in found.proposals] == [("same", "a", "b", 2)]
    assert found.found == 2 and not found.open


def test_of_several_with_one_name_the_one_counts_that_belongs_to_whom_the_list_says() -> None:
    told = story(
        party("k", "Kesh", kind="state"),
        party("o", "Afghanistan", kind="state"),
        party("a", "Kodi", part_of="k"),
        party("b", "Kodi", part_of="o"),
        party("c", "Issa Kodi", part_of="o"),
    )
    for country, wanted in (("Kesh", "a"), ("AFG", "b"), ("af", "b")):
        found = introduce(told, [Listed(2, ("Issa Kodi", "Kodi"), "person", country)], [])
        assert [{p.one, p.other} for p in found.proposals] == [{"c", wanted}], country
    found = introduce(told, [Listed(2, ("Issa Kodi", "Kodi"), "person")], [])
    assert not found.proposals and "several actors of the record are called 'Kodi'" in found.open[0]


def test_a_name_that_several_of_the_list_have_decides_nothing() -> None:
    told = story(party("a", "Omar Hadidi"), party("b", "Salim Hadidi"), party("c", "Hadidi"))
    found = introduce(told, [Listed(2, ("Omar Hadidi", "Hadidi")), Listed(3, ("Salim Hadidi", "hadidi"))], [])
    assert not found.proposals and [line.split(":")[0] for line in found.open] == ["line 2", "line 3"]


def test_two_are_told_apart_only_where_asked_and_only_where_they_look_alike() -> None:
    told = story(
        party("a", "Omar Hadidi", "Salim Hadeedi"), party("d", "Issa Kodi"), party("e", "Free Plateau Movement"),
        party("f", "FPM"), party("g", "Kesh"), pairs=(("d", "g", "told so"),),
    )  # fmt: skip
    names = ("Omar Hadidi", "Salim Hadeedi", "Issa Kodi", "Free Plateau Movement", "FPM", "Kesh")
    listed = [Listed(n, (name,)) for n, name in enumerate(names, 2)]
    assert not introduce(told, listed, []).proposals
    found = introduce(told, listed, [], different=True)
    assert {p.action for p in found.proposals} == {"different"}
    assert {p.names for p in found.proposals} == {
        ("Omar Hadidi", "Salim Hadeedi"),
        ("Issa Kodi", "Kesh"),
        ("Free Plateau Movement", "FPM"),
    }


def test_what_a_person_decided_here_is_left_and_named() -> None:
    told = story(party("a", "Omar Hadidi"), party("b", "Abu Salim"))
    listed = [Listed(2, ("Omar Hadidi", "Abu Salim"))]
    for action, proposals, known, left in (("same", 0, 1, 0), ("different", 0, 0, 1), ("undone", 0, 0, 1)):
        before = [Decision("actors", action, "b", "a", "Ben", "", "2026-03-14T10:00:00+00:00", 1)]
        found = introduce(told, listed, before)
        assert (len(found.proposals), found.known, len(found.left)) == (proposals, known, left), action
    assert "taken back here by Ben on 2026-03-14" in found.left[0]


def test_whom_somebody_belongs_to_by_the_list_and_not_by_the_reports_is_named() -> None:
    told = story(
        party("k", "Kesh", kind="state"), party("o", "Oram", kind="state"), party("a", "Issa Kodi", part_of="k")
    )
    assert introduce(told, [Listed(2, ("Issa Kodi",), part_of=("Oram",))], []).belong == [
        "line 2: Issa Kodi belongs to Oram by the list, to Kesh by the reports"
    ]
    assert introduce(told, [Listed(2, ("Issa Kodi",), part_of=("Kesh",))], []).belong == []


# -- the command ------------------------------------------------------------------------------------------------------------


def test_a_list_decides_once_and_can_be_taken_back(tmp_path: Path) -> None:
    record, path = example(tmp_path), tmp_path / "people.csv"
    path.write_text("name,aliases,kind\nClara Westmann,Irena Valk|Nobody Here,person\nKesh,,planet\n")

    def decisions() -> list[tuple[str, str, str]]:
        with open_record(record) as kept:
            return [(d.action, d.who, d.note) for d in kept.decisions()]

    dry = run("import", "actors", path, "--record", record, "--dry-run")
    assert dry.return_value == 1 and "Clara Westmann = Irena Valk (line 2; two actors by the reports)" in dry.stdout
    assert "1 decision would be taken" in dry.stderr and "line 3: 'planet' is no kind" in dry.stderr
    assert decisions() == []
    done = run("import", "actors", path, "--record", record, "--who", "Ana")
    assert done.return_value == 1 and "1 decision taken" in done.stderr
    taken = [("same", "Ana", "people.csv line 2: Clara Westmann / Irena Valk")]
    assert decisions() == taken
    again = run("import", "actors", path, "--record", record, "--who", "Ana")
    assert "0 decisions taken, 1 known already" in again.stderr and decisions() == taken
    assert "also Irena Valk" in run("actors", "--record", record).stdout
    assert run("decide", "undone", "Clara Westmann", "Irena Valk", "--as", "Ben", "--record", record).return_value == 0
    assert "also Irena Valk" not in run("actors", "--record", record).stdout
    left = run("import", "actors", path, "--record", record, "--who", "Ana")
    assert "taken back here by Ben" in left.stderr and len(decisions()) == 2


@pytest.mark.parametrize(
    ("content", "says"), [("", "is empty"), ("who,what\na,b\n", "no column “name”"), (None, "Cannot read")]
)
def test_what_is_no_list_is_said_so(tmp_path: Path, content: str | None, says: str) -> None:
    path = tmp_path / "people.csv"
    if content is not None:
        path.write_text(content)
    done = run("import", "actors", path, "--record", tmp_path / "none.onrecord")
    assert says in str(done.exception)
