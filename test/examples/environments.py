"""Virtual environments with what truth.json calls needed, and small stubs for what is too large to install.

Nothing that truth.json calls unneeded is installed on its own account, so a test or an import that breaks shows
a judgement that is wrong.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from example import CACHE, Example, Line, normalise, requirement_lines

STUBS = Path(__file__).parent / "stubs"
TEST_FILES = ("requirements-dev.txt", "requirements-test.txt", "requirements_dev.txt", "dev-requirements.txt")
OTHER_IMPORT_NAMES = {"factory-boy": "factory", "freezegun": "freeze_time"}
RUNNER = ("pytest", "pytest-asyncio")
"""Installed in every environment, in the version that an example names, if it names one."""


def stub_names() -> dict[str, dict]:
    return {
        folder.name: json.loads((folder / "stub.json").read_text("utf-8"))
        for folder in sorted(STUBS.iterdir())
        if (folder / "stub.json").is_file()
    }


def uv() -> str:
    """uv, installed by pip into an environment of its own."""
    tool = CACHE / "uv"
    if not (tool / "bin" / "uv").exists():
        subprocess.run([sys.executable, "-m", "venv", str(tool)], check=True)
        subprocess.run([str(tool / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv"], check=True)
    return str(tool / "bin" / "uv")


def python_for_examples() -> str:
    if sys.version_info[:2] == (3, 11):
        return sys.executable
    return shutil.which("python3.11") or sys.executable


def used_by_tests(name: str, tests: str) -> bool:
    """pytest's plugins, what a test names, and httpx behind the test client."""
    words = {name, name.replace("-", "_"), OTHER_IMPORT_NAMES.get(name, name)}
    return (
        name.startswith("pytest")
        or any(re.search(rf"\b{re.escape(word)}\b", tests) for word in words)
        or (name == "httpx" and "testclient" in tests)
    )


def test_lines(example: Example, service: dict) -> list[Line]:
    """Development requirements that the tests of a service use: pytest's plugins and what a test names."""
    tests = "\n".join(file.read_text("utf-8") for file in sorted((example.root / service["folder"] / "tests").rglob("*.py")))
    candidates = [line for line in example.lines(service) if (need := example.verdict(line, service["name"])) and need["verdict"] == "dev"]
    for folder in (example.root / service["folder"], example.root):
        for name in TEST_FILES:
            if (folder / name).is_file():
                candidates += requirement_lines(example.root, (folder / name).relative_to(example.root).as_posix())
    chosen = {line.name: line for line in candidates if used_by_tests(line.name, tests)}
    for name in RUNNER:
        chosen.setdefault(name, Line("", 0, name, name))
    return list(chosen.values())


def needed_lines(example: Example, service: dict) -> list[Line]:
    return [line for line in example.lines(service) if (need := example.verdict(line, service["name"])) and need["needed"]]


def environment_groups(example: Example) -> list[list[dict]]:
    """Services that can share one environment: no two name the same distribution in different words."""
    groups: list[tuple[dict[str, str], list[dict]]] = []
    for service in example.services():
        wanted = {line.name: without_local_version(line.text) for line in [*test_lines(example, service), *needed_lines(example, service)]}
        for pins, members in groups:
            if all(pins.get(name, text) == text or text == name for name, text in wanted.items()):
                pins.update({name: text for name, text in wanted.items() if name not in pins or pins[name] == name})
                members.append(service)
                break
        else:
            groups.append((wanted, [service]))
    return [members for _, members in groups]


def without_local_version(text: str) -> str:
    """torch==2.4.1+cpu stands on an index that the check does not ask."""
    return re.sub(r"(==\s*[\w.]+)\+[\w.]+", r"\1", text)


def build_environment(example: Example, services: list[dict]) -> tuple[Path, list[str]]:
    """The environment's python, and the names of the distributions that are stubs in it."""
    wanted: dict[str, str] = {}
    for service in services:
        for line in [*test_lines(example, service), *needed_lines(example, service)]:
            text = without_local_version(line.text)
            if wanted.get(line.name, line.name) == line.name:
                wanted[line.name] = text
    stubs = stub_names()
    # A stub brings the light ones of its own requirements; a stub that another stub requires comes along.
    used = [name for name in wanted if name in stubs]
    for name in used:
        used += [
            normalise(other) for other in stubs[name].get("requires", []) if normalise(other) in stubs and normalise(other) not in used
        ]
    real = [text for name, text in sorted(wanted.items()) if name not in used]
    digest = hashlib.sha256("\n".join([*real, *used]).encode())
    for name in sorted(used):
        for file in sorted((STUBS / name).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.read_bytes())
    folder = CACHE / example.name / digest.hexdigest()[:12]
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([uv(), "venv", "--quiet", "--python", python_for_examples(), str(folder)], check=True)
        wheels = [str(stub_wheel(name, wanted.get(name, ""), stubs[name], folder / "stubs")) for name in used]
        subprocess.run([uv(), "pip", "install", "--quiet", "--python", str(python), *wheels, *real], check=True)
        (folder / "complete").write_text("\n".join([*used, *real]) + "\n")
    return python, sorted(used)


def stub_wheel(name: str, requirement: str, description: dict, folder: Path) -> Path:
    """A wheel of the stub's modules in the version that the example asks for."""
    pinned = re.search(r"==\s*([\w.]+)", requirement)
    version = pinned.group(1) if pinned else description["version"]
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{name.replace('-', '_')}-{version}"
    wheel = folder / f"{stem}-py3-none-any.whl"
    files = {
        file.relative_to(STUBS / name).as_posix(): file.read_bytes()
        for file in sorted((STUBS / name).rglob("*"))
        if file.is_file() and file.name != "stub.json" and "__pycache__" not in file.parts
    }
    requires = "".join(f"Requires-Dist: {other}\n" for other in description.get("requires", []))
    files[f"{stem}.dist-info/METADATA"] = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{requires}".encode()
    files[f"{stem}.dist-info/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: examples-check\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    record = "".join(
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b'=').decode()},{len(content)}\n"
        for path, content in files.items()
    )
    files[f"{stem}.dist-info/RECORD"] = f"{record}{stem}.dist-info/RECORD,,\n".encode()
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, content)
    return wheel


def resolve(example: Example, service: dict) -> list[str]:
    """The whole requirement set of a service, unneeded lines included, for the image's Python and Linux."""
    lines = [without_local_version(line.text) for line in example.lines(service)]
    source = CACHE / example.name / "resolve" / f"{service['name']}.in"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text("\n".join(lines) + "\n")
    command = [
        uv(),
        "pip",
        "compile",
        "--quiet",
        "--python-version",
        service["python"],
        "--python-platform",
        "x86_64-manylinux_2_28",
        str(source),
        "--output-file",
        str(source.with_suffix(".txt")),
    ]
    run = subprocess.run(command, capture_output=True, text=True)
    return [] if run.returncode == 0 else [f"{service['name']}: {line}" for line in run.stderr.strip().splitlines()[-6:]]
