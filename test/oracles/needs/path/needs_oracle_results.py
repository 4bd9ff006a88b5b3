"""A pytest plugin (`-p needs_oracle_results`) that writes each outcome down at once: {"id", "outcome"} a line.

A run that is cut off by a time limit still tells what it finished. A test passes if every phase of it did.
"""

import json
import os

failed = set()


def say(identity, outcome, text=""):
    with open(os.environ["NEEDS_ORACLE_RESULTS"], "a", encoding="utf-8") as file:
        file.write(json.dumps({"id": identity, "outcome": outcome, "text": text[-600:]}) + "\n")


def pytest_runtest_logreport(report):
    if report.failed:
        failed.add(report.nodeid)
        say(report.nodeid, "failed", str(report.longrepr))
    elif report.when == "teardown" and report.nodeid not in failed:
        say(report.nodeid, "ended")
    elif report.when == "call" and report.passed:
        say(report.nodeid, "passed")


def pytest_collectreport(report):
    if report.failed:
        say(report.nodeid, "not collected", str(report.longrepr))
