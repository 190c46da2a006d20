"""What deploy/ brings: the unit, the container, the proxies. Each names what there is, and what the server knows."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tools.pick import blocks, picked

from onrecord.config import KEYS, load_settings
from onrecord.web.server import CLOSING, NOTICE

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "onrecord.service"
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def unit() -> dict[str, list[str]]:
    """The settings of the service, in their order; some are given more than once."""
    found: dict[str, list[str]] = {}
    for line in UNIT.read_text(encoding="utf-8").partition("[Service]")[2].partition("[Install]")[0].splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(UNIT, encoding="utf-8")
    assert set(parser.sections()) == {"Unit", "Service", "Install"}
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze here")
    copy = tmp_path / "onrecord.service"
    # where it is not installed yet its program is not there
    copy.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/onrecord/bin/onrecord", sys.executable))
    done = subprocess.run([analyze, "verify", "--man=no", str(copy)], capture_output=True, text=True, timeout=60)
    # what is said of other units of this machine is not of ours
    assert not [line for line in done.stderr.splitlines() if "onrecord" in line], done.stderr


def test_the_unit_waits_as_long_as_the_server_may_take_and_says_what_it_knows() -> None:
    service = unit()
    assert service["Type"] == ["notify"] and service["KillMode"] == ["mixed"]
    longest = NOTICE + KEYS["stop_after"][0] + CLOSING
    assert longest < int(service["TimeoutStopSec"][0]) < longest + 60
    given = dict(one.partition("=")[::2] for one in service["Environment"])
    settings = load_settings(given, ROOT / "deploy")
    assert {s.origin for s in settings.values()} == {"default", *given}
    assert Path(given["ONRECORD_RECORD"]).parent == Path("/var/lib") / service["StateDirectory"][0]
    assert service["WorkingDirectory"] == ["/var/lib/onrecord"] and service["UMask"] == ["0077"]


def test_the_variables_of_the_examples_are_ones_that_are_read(tmp_path: Path) -> None:
    named: set[str] = set()
    for name in ("onrecord.env", "onrecord.service", "Containerfile"):
        named |= set(re.findall(r"ONRECORD_[A-Z_]+", (DEPLOY / name).read_text(encoding="utf-8")))
    assert named - {f"ONRECORD_{key.upper()}" for key in KEYS} == {"ONRECORD_RECORD_FILE"}
    lines = (DEPLOY / "onrecord.env").read_text(encoding="utf-8").splitlines()
    given = dict(line.lstrip("#").partition("=")[::2] for line in lines if "=" in line and " " not in line)
    assert len(given) == 6
    assert {s.origin for s in load_settings(given, tmp_path).values()} == {"default", *given}


def instructions() -> list[tuple[str, str]]:
    """The steps of the Containerfile, each with what it is given."""
    lines = re.sub(r"\\\n", " ", re.sub(r"(?m)^#.*\n", "", (DEPLOY / "Containerfile").read_text(encoding="utf-8")))
    return [
        (word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines.splitlines() if line.strip())
    ]


def test_the_container_is_made_of_what_is_in_the_repository() -> None:
    known = {"ARG", "FROM", "WORKDIR", "ENV", "COPY", "RUN", "VOLUME", "USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK",
             "ENTRYPOINT", "CMD"}  # fmt: skip
    steps = instructions()
    assert {word for word, _ in steps} == known
    copied: set[str] = set()
    for word, rest in steps:
        if word == "COPY" and not rest.startswith("--from=build"):
            copied |= set(shlex.split(rest)[:-1])
    assert all((ROOT / one).exists() for one in copied), copied
    # what the build of a wheel reads
    assert {"pyproject.toml", "README.md", "LICENSE", "NOTICE", "src", "requirements.lock"} <= copied
    assert dict(steps)["USER"] not in ("0", "root")
    assert all(
        "--require-hashes" in one or "--no-index" in one
        for _, rest in steps
        for one in rest.split("&&")
        if "pip install" in one
    )
    ((_, check),) = [step for step in steps if step[0] == "HEALTHCHECK"]
    program = re.search(r'"-c", "(.*)"\]', check)
    assert program is not None and "/healthz" in program[1]
    compile(program[1], "healthcheck", "exec")


def test_what_runs_is_picked_from_the_lock_file_with_hashes() -> None:
    run = {re.split("==", block)[0] for block in picked(LOCK)}
    assert {"starlette", "uvicorn", "spacy", "sqlalchemy", "click", "h11", "markupsafe"} <= run
    assert not run & {"pytest", "ruff", "mypy", "playwright", "hypothesis", "hatchling", "import-linter"}
    assert all("--hash=sha256:" in block for block in picked(LOCK))
    build = {re.split("==", block)[0] for block in picked(LOCK, "hatchling")}
    assert {"hatchling", "pathspec", "pluggy"} <= build < {name for name, _, _ in blocks(LOCK)}
    assert not build & {"spacy", "pytest"}
    with pytest.raises(ValueError, match="nothing for nowhere"):
        picked(LOCK, "nowhere")


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxies_say_who_asks_and_keep_figures_to_themselves(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert text.count("{") == text.count("}") and "127.0.0.1:8765" in text
    assert re.search(r"X-Remote-User +[${]", text) and "metrics" in text and "404" in text
