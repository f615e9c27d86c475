"""What wakes a person: deploy/alerts.yml asks for what is there, and promtool tells when it rings."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from bot.health import served
from tests.house import House
from tests.ports import a_free_port
from tests.postman import postman

TREE = Path(__file__).parents[2]
ALERTS = TREE / "deploy" / "alerts.yml"
STORY = Path(__file__).with_name("alerts.test.yml")


def rules() -> list[dict[str, Any]]:
    found: dict[str, Any] = yaml.safe_load(ALERTS.read_text("utf-8"))
    return [rule for group in found["groups"] for rule in group["rules"]]


def promtool(*arguments: str | Path, given: bytes = b"") -> None:
    """Runs it; whatever it has to say is a fault."""
    if shutil.which("promtool") is None:
        pytest.skip("no promtool: apt-get install prometheus (.ci/run does)")
    done = subprocess.run(["promtool", *arguments], input=given, capture_output=True, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr).decode()


def test_every_alert_says_how_urgent_it_is_and_what_to_do_and_has_its_story() -> None:
    told = {
        one["alertname"]
        for test in yaml.safe_load(STORY.read_text("utf-8"))["tests"]
        for one in test["alert_rule_test"]
    }
    assert {rule["alert"] for rule in rules()} == told
    for rule in rules():
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert rule["annotations"].keys() == {"summary", "mend"}


async def test_alerts_ask_for_nothing_that_there_is_not(house: House) -> None:
    """Every metric and every label value they name is on a real page, which promtool likes."""
    port = a_free_port()
    async with postman(house), served(house.app.health, house.app.metrics.page, port):
        await house.says(house.anna, "/help")
        async with (
            aiohttp.ClientSession() as client,
            client.get(f"http://127.0.0.1:{port}/metrics") as answer,
        ):
            page = await answer.read()
    text = page.decode()
    asked = [rule["expr"] for rule in rules()]
    named = {name for query in asked for name in re.findall(r"\botklik_[a-z_]+", query)}
    pushed = {"otklik_updates_at_telegram"}  # with a webhook only
    assert {name for name in named if f"\n{name}" not in text} == pushed
    values = {value for query in asked for value in re.findall(r'\w+="\w+"', query)}
    assert {value for value in values if value not in text} == set()
    promtool("check", "metrics", given=page)


def test_they_ring_when_they_should_and_not_before() -> None:
    promtool("check", "rules", ALERTS)
    promtool("test", "rules", STORY)


def test_prometheus_understands_every_question_of_the_dashboard(tmp_path: Path) -> None:
    board = json.loads((TREE / "deploy" / "grafana.json").read_text("utf-8"))
    asked = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    kept = [{"record": f"panel:{nth}", "expr": one.replace("$job", ".*")} for nth, one in enumerate(asked)]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": kept}]}))
    promtool("check", "rules", file)
