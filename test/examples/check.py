#!/usr/bin/env python3
"""Checks the example repositories against their truth.json.

    check.py [NAME...]            all of it
    check.py --static [NAME...]   what needs no installs
    check.py --only NAME          the same as naming it
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.dont_write_bytecode = True

import environments  # noqa: E402
from example import Example, entry_points, find_examples, import_roots, working_folder  # noqa: E402
from static_checks import CHECKS  # noqa: E402

INSIDE = Path(__file__).parent / "inside.py"
SHOWN = 25
"""Problems printed for one check."""


@dataclass
class Tally:
    passed: int = 0
    failed: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, title: str, problems: list[str], detail: str = "") -> None:
        if problems:
            self.failed += 1
            print(f"  failed  {title}")
            for problem in problems[:SHOWN]:
                print(f"          {problem}")
            if len(problems) > SHOWN:
                print(f"          and {len(problems) - SHOWN} more")
        else:
            self.passed += 1
            print(f"  ok      {title}{'  ' + detail if detail else ''}")
        sys.stdout.flush()


def main() -> int:
    parser = argparse.ArgumentParser(description="Checks the example repositories against their truth.json.")
    parser.add_argument("names", nargs="*", help="examples (default: every folder of examples/ with a truth.json)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="the same as naming it")
    parser.add_argument("--static", action="store_true", help="form, coverage, proofs and split only; installs nothing")
    options = parser.parse_args()
    names = [*options.names, *options.only]
    examples = find_examples(names)
    missing = set(names) - {example.name for example in examples}
    if missing or not examples:
        print(f"no example with a truth.json: {', '.join(sorted(missing)) or 'examples/ has none'}", file=sys.stderr)
        return 2
    total = Tally()
    for example in examples:
        tally = Tally()
        began = time.monotonic()
        print(f"{example.name}: {len(example.services())} services, {len(example.truth['requirements'])} requirement lines")
        check_statically(example, tally)
        if not options.static and tally.failed == 0:
            check_by_running(example, tally)
        elif not options.static:
            print("  left out: tests, imports and resolution, until the checks above pass")
        print(f"  {example.name}: {tally.passed} passed, {tally.failed} failed, {time.monotonic() - began:.0f} s\n")
        total.passed += tally.passed
        total.failed += tally.failed
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if total.failed else 0


def check_statically(example: Example, tally: Tally) -> None:
    for title, check in CHECKS.items():
        if title != "schema" and tally.failed and title == "services":
            return  # the others read fields that the schema promises
        tally.add(title, check(example))


def check_by_running(example: Example, tally: Tally) -> None:
    for services in environments.environment_groups(example):
        python, stubs = environments.build_environment(example, services)
        print(f"  environment for {len(services)} services; stubs: {', '.join(stubs) or 'none'}")
        for service in services:
            tally.add(f"imports {service['name']}", *imports_of(example, service, python))
            tally.add(f"tests {service['name']}", *tests_of(example, service, python))
    for service in example.services():
        tally.add(f"resolves {service['name']}", environments.resolve(example, service))


def imports_of(example: Example, service: dict, python: Path) -> tuple[list[str], str]:
    """Imports the entry and every module of truth.json, with only the needed distributions visible."""
    entries = entry_points(example, service)
    if not entries:
        return [f"no module found in the start command {service['start']}"], ""
    order = order_for(example, service) | {"entries": entries, "modules": service["modules"]}
    run = run_inside(example, service, python, order)
    try:
        answer = json.loads(run.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        return (run.stderr or run.stdout).strip().splitlines()[-8:], ""
    unnamed = [path for path in answer["loaded"] if path not in service["modules"]]
    problems = answer["problems"] + [f"{path} is loaded by the entry and is not among modules" for path in unnamed]
    return problems, f"{len(service['modules'])} modules, {len(answer['loaded'])} loaded at start"


def tests_of(example: Example, service: dict, python: Path) -> tuple[list[str], str]:
    tests = example.root / service["folder"] / "tests"
    if not tests.is_dir():
        return [f"no folder {service['folder']}/tests"], ""
    run = run_inside(example, service, python, order_for(example, service) | {"tests": str(tests)})
    summary = re.findall(r"^=*\s*(\d+ (?:passed|failed|error).*?)\s*=*$", run.stdout, re.MULTILINE)
    if run.returncode:
        return (run.stdout + run.stderr).strip().splitlines()[-SHOWN:], ""
    return [], summary[-1] if summary else ""


def order_for(example: Example, service: dict) -> dict:
    folder = working_folder(example, service)
    return {
        "example": str(example.root.resolve()),
        "roots": [str(root) for root in dict.fromkeys([folder, *import_roots(example, service)])],
        "needed": [environments.without_local_version(line.text) for line in environments.needed_lines(example, service)],
        "tools": [environments.without_local_version(line.text) for line in environments.test_lines(example, service)],
    }


def run_inside(example: Example, service: dict, python: Path, order: dict) -> subprocess.CompletedProcess[str]:
    """A clean environment without network: any proxy or index that a test should reach leads nowhere."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    nowhere = "http://127.0.0.1:9"
    offline = {
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "HTTP_PROXY": nowhere,
        "HTTPS_PROXY": nowhere,
        "HF_HUB_OFFLINE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [str(python), str(INSIDE), json.dumps(order)],
        cwd=working_folder(example, service),
        env=kept | offline,
        capture_output=True,
        text=True,
        timeout=300,
    )


if __name__ == "__main__":
    sys.exit(main())
