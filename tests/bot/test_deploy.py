"""The image, the compose file and the unit of systemd are true to settings, files and exit codes.

No daemon of Docker's and no systemd runs them here: what they say is read, by their own tools where there are
any, and compared with what there is.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.__main__ import cli
from bot.mailbox import GRACE
from bot.process import STOP_WITHIN, Exit
from bot.receiver import LONG_POLL, PATIENCE
from bot.settings import Settings
from tests.test_rules import FLOORS

TREE = Path(__file__).parents[2]
DOCKERFILE = (TREE / "Dockerfile").read_text("utf-8")
UNIT = (TREE / "deploy" / "otklik.service").read_text("utf-8")
SETTINGS = {name.upper() for name in Settings.model_fields}
FILES = {f"{name}_FILE" for name in SETTINGS}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((TREE / "compose.yaml").read_text("utf-8"))
    return found


def of_the_image() -> dict[str, str]:
    """What ENV sets in the image that is run."""
    last = DOCKERFILE.rpartition("\nFROM ")[2].replace("\\\n", " ")
    (line,) = re.findall(r"^ENV (.*)$", last, re.MULTILINE)
    return dict(re.findall(r"(\w+)=(\S+)", line))


def extras() -> set[str]:
    """What the project installs for those who run it; its own tests and measurements are not among them."""
    found = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    return set(found) - {"test", "bench"}


def seconds(text: str) -> float:
    number, unit = re.fullmatch(r"(\d+)(min|m|s)?", text).groups()  # type: ignore[union-attr]
    return float(number) * (60 if unit in ("m", "min") else 1)


def test_the_image_holds_every_floor_and_nothing_that_is_not_let_in() -> None:
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    copied = [name for line in lines for name in line.split()]
    lists = {"requirements.txt", *(f"requirements-{extra}.txt" for extra in extras())}
    assert {name.rstrip("/") for name in copied} == {*FLOORS, *lists}
    ignored = (TREE / ".dockerignore").read_text("utf-8").split()
    assert ignored[0] == "*"
    assert {name[1:] for name in ignored if name.startswith("!")} == {name.rstrip("/") for name in copied}


def test_the_image_runs_as_nobody_what_the_command_line_has() -> None:
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    assert 'ENTRYPOINT ["python", "-m", "bot"]\nCMD ["run"]' in DOCKERFILE
    assert "run" in {(one.name or one.callback.__name__) for one in cli.registered_commands if one.callback}
    given = of_the_image()
    assert given.keys() - SETTINGS == {"PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
    assert f"http://127.0.0.1:{given['HEALTH_PORT']}/live" in DOCKERFILE
    assert given["DATABASE_URL"].startswith("sqlite+aiosqlite:////data/")
    assert "VOLUME /data" in DOCKERFILE


def test_an_image_without_a_word_has_all_extras_but_the_large_one() -> None:
    """PostgreSQL and mail weigh little; a report's picture is asked for by `EXTRAS`, also by compose."""
    (usual,) = re.findall(r'^ARG EXTRAS="(.*)"$', DOCKERFILE, re.MULTILINE)
    assert set(usual.split()) == extras() - {"reports"}
    for service in ("otklik", "replicas"):
        given = compose()["services"][service]["build"]["args"]["EXTRAS"]
        assert given == f"${{EXTRAS:-{usual}}}"


@pytest.mark.parametrize("purpose", ["postgres", "test", "bench"])
def test_every_list_of_requirements_pins_the_same(purpose: str) -> None:
    more = f"requirements-{purpose}.txt"

    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==[^\\]+", (TREE / name).read_text("utf-8"), re.MULTILINE))

    assert pinned("requirements.txt") <= pinned(more)
    assert any(line.startswith("asyncpg==") for line in pinned(more))


@pytest.mark.parametrize("service", ["otklik", "replicas"])
def test_what_compose_sets_is_a_setting_that_is_accepted(service: str) -> None:
    found = compose()["services"][service]
    given = found.get("environment", {})
    assert given.keys() <= SETTINGS
    assert found["env_file"] == ".env"
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert seconds(found["stop_grace_period"]) > STOP_WITHIN
    values = {name.lower(): value.replace("${POSTGRES_PASSWORD:-}", "s") for name, value in given.items()}
    needed = {"bot_token": "123456:" + "A" * 35, "dispatcher_chat_id": "-100123"}
    Settings(_env_file=None, **needed, **values)  # type: ignore[call-arg] # pydantic-settings' own argument


def test_compose_starts_one_desk_or_the_other_and_its_record_outlives_it() -> None:
    """Whichever profile `.env` names, by the example the file's; none starts both."""
    services, volumes = compose()["services"], compose()["volumes"]
    desks = {name: one["profiles"] for name, one in services.items()}
    assert desks == {"otklik": ["sqlite"], "replicas": ["postgresql"], "postgresql": ["postgresql"]}
    example = (TREE / ".env.example").read_text("utf-8")
    assert re.findall(r"^COMPOSE_PROFILES=(.*)$", example, re.MULTILINE) == ["sqlite"]
    assert services["otklik"]["volumes"] == ["otklik:/data"]
    assert services["replicas"]["deploy"]["replicas"] == 2
    assert "@postgresql/" in services["replicas"]["environment"]["DATABASE_URL"]
    assert services["replicas"]["depends_on"].keys() == {"postgresql"} <= services.keys()
    used = {volume.partition(":")[0] for one in services.values() for volume in one.get("volumes", [])}
    assert used == volumes.keys()
    # Not called after the folder, which somebody may rename.
    assert {name: one["name"] for name, one in volumes.items()} == {one: f"otklik_{one}" for one in used}


def composer() -> list[str] | None:
    """Docker's own tool for compose files; it needs no daemon to read one."""
    for tool in (["docker", "compose"], ["docker-compose"]):
        try:
            done = subprocess.run([*tool, "version"], capture_output=True, check=False)
        except OSError:
            continue
        if done.returncode == 0:
            return tool
    return None


def test_compose_itself_finds_nothing_wrong_with_the_file(tmp_path: Path) -> None:
    tool = composer()
    if tool is None:
        pytest.skip("no docker compose: the file is only read")
    shutil.copy(TREE / "compose.yaml", tmp_path)
    example = (TREE / ".env.example").read_text("utf-8")
    (tmp_path / ".env").write_text(example + "POSTGRES_PASSWORD=s\n")
    command = [*tool, "--profile", "postgresql", "config"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = yaml.safe_load(done.stdout)["services"]
    assert found["replicas"]["environment"]["BOT_TOKEN"] == ""
    assert ":s@postgresql/" in found["replicas"]["environment"]["DATABASE_URL"]
    assert found["postgresql"]["environment"]["POSTGRES_PASSWORD"] == "s"


def directives() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", UNIT, re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def test_the_unit_is_true_to_exit_codes_watchdog_and_token() -> None:
    unit = directives()
    assert unit["Type"] == ["notify"]
    useless = {Exit.SETTINGS, Exit.TOKEN, Exit.RECORD, Exit.TAKEN}
    assert {int(code) for code in unit["RestartPreventExitStatus"][0].split()} == useless
    # Stuck is told by silence: it must be shorter than what the watchdog waits for.
    assert seconds(unit["WatchdogSec"][0]) > LONG_POLL + PATIENCE + GRACE
    assert seconds(unit["TimeoutStopSec"][0]) > STOP_WITHIN
    (credential,) = unit["LoadCredential"]
    (variable,) = unit["Environment"]
    assert variable == f"BOT_TOKEN_FILE=%d/{credential.partition(':')[0]}"
    assert variable.partition("=")[0] in FILES
    assert unit["ExecStart"][0].endswith("/otklik run")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze: it is only read")
def test_systemd_itself_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    """And its measure of exposure, from 0 to 10, stays low."""
    here = tmp_path / "otklik.service"
    here.write_text(re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={sys.executable}", UNIT))
    for task in (["verify"], ["security", "--offline=true", "--threshold=20"]):
        done = subprocess.run(["systemd-analyze", *task, here], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout[-300:]
