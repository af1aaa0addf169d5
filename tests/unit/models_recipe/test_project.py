"""The recipe's steps: each script is there, each needs only what stands in the tree or another step makes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import srsly
from weasel.cli.run import validate_subcommand
from weasel.util.config import load_project_config

RECIPE = Path(__file__).parents[3] / "models" / "recipe"
PROJECT: dict[str, Any] = srsly.read_yaml(RECIPE / "project.yml")
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in PROJECT["commands"]}


def made_before(name: str, given: str) -> bool:
    """Return whether a step before ``name`` in some workflow makes ``given`` or a folder that holds it."""
    for workflow in PROJECT["workflows"].values():
        if name in workflow:
            for earlier in workflow[: workflow.index(name)]:
                if any(given == out or given.startswith(f"{out}/") for out in STEPS[earlier].get("outputs", ())):
                    return True
    return False


@pytest.mark.parametrize("name", sorted(STEPS))
def test_a_step_has_its_scripts_and_what_it_needs(name: str) -> None:
    step = STEPS[name]
    for line in step["script"]:
        for script in re.findall(r"\S+\.py\b", line):
            assert (RECIPE / script).is_file(), script
            assert script in step["deps"], f"{script} is no dependency of {name}, so changing it would change nothing"
    for given in step["deps"]:
        assert (RECIPE / given).exists() or made_before(name, given), given


def test_workflows_and_make_targets_name_steps_that_exist() -> None:
    config = load_project_config(RECIPE)
    for name in (*STEPS, *PROJECT["workflows"]):
        validate_subcommand(list(STEPS), list(PROJECT["workflows"]), name)
    assert {step for workflow in config["workflows"].values() for step in workflow} <= set(STEPS)
    makefile = (RECIPE / "Makefile").read_text("utf-8")
    run = set(re.findall(r"weasel run (\S+)", makefile))
    assert run <= set(STEPS) | set(PROJECT["workflows"])
    passed = set(re.findall(r"--vars\.(\w+)", makefile))
    assert passed <= set(PROJECT["vars"])


def test_the_joins_are_fitted_on_a_model_that_has_not_seen_all_texts() -> None:
    order = PROJECT["workflows"]["in-context"]
    assert order.index("context-data") < order.index("context") < order.index("joins")
    (made,) = STEPS["context"]["outputs"]
    assert all(made in line for line in STEPS["joins"]["script"])
    assert "names" in STEPS["joins"]["script"][0], "ties are fitted on the names that are found"
    (cut,) = STEPS["context-data"]["script"]
    assert cut.split()[4] == STEPS["context"]["script"][0].split()[3]
    kept = [line.split("--keep ")[1] for line in STEPS["context"]["script"] if "--keep" in line]
    taken = " ".join(line.split("--state ")[-1].split("--average ")[-1] for line in STEPS["context"]["script"][1:])
    assert all(file in taken for file in kept), "what a run keeps, another goes on from"
    left_out = cut.split("--without ")[1].split(",")
    assert all((RECIPE.parent / f"data/pages/{writer}.txt").is_file() for writer in left_out)
