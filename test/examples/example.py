"""Reading an example: its truth.json, its requirements files, how a service starts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "examples"
CACHE = PROJECT / ".cache" / "examples"

INDEX_OPTIONS = (
    "-i",
    "--index-url",
    "--extra-index-url",
    "-f",
    "--find-links",
    "--no-index",
    "--pre",
    "--prefer-binary",
    "--only-binary",
    "--no-binary",
    "--trusted-host",
)
PATH_IN_OTHER_WORDS = re.compile(r"[\w./-]+\.(?:sh|py|conf|toml)")


@dataclass(frozen=True)
class Line:
    """One requirement of a requirements file."""

    path: str
    number: int
    name: str
    text: str
    """The requirement without its comment, options and hashes."""


@dataclass(frozen=True)
class Example:
    name: str
    root: Path
    truth: dict

    def services(self) -> list[dict]:
        return self.truth["services"]

    def service(self, name: str) -> dict:
        return next(service for service in self.services() if service["name"] == name)

    def verdict(self, line: Line, service: str) -> dict | None:
        """What truth.json says of a line in the image of a service."""
        for entry in self.truth["requirements"]:
            if entry["path"] == line.path and entry["line"] == line.number:
                for need in entry["needs"]:
                    if service in need["services"]:
                        return need
        return None

    def lines(self, service: dict) -> list[Line]:
        """The requirements that a service's image installs, in the order of its files."""
        return [line for path in service["installs"] for line in requirement_lines(self.root, path)]


def find_examples(names: list[str]) -> list[Example]:
    found = []
    for truth in sorted(EXAMPLES.glob("*/truth.json")):
        if not names or truth.parent.name in names:
            found.append(Example(truth.parent.name, truth.parent, json.loads(truth.read_text("utf-8"))))
    return found


def normalise(name: str) -> str:
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def logical_lines(text: str) -> list[tuple[int, str]]:
    """Joined lines with the number of their first one; comments and blank lines left out."""
    result: list[tuple[int, str]] = []
    pending, start = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        if not pending:
            start = number
        if raw.endswith("\\"):
            pending += raw[:-1] + " "
            continue
        joined, pending = pending + raw, ""
        joined = re.sub(r"(^|\s)#.*$", "", joined).strip()
        if joined:
            result.append((start, joined))
    return result


def requirement_lines(root: Path, path: str) -> list[Line]:
    """The requirements that stand in one file itself (its includes are files of their own)."""
    lines = []
    for number, text in logical_lines((root / path).read_text("utf-8")):
        if text.startswith("-"):
            continue
        text = re.split(r"\s--(?:hash|config-settings|global-option)", text)[0].strip()
        name = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", text)
        if not name:
            raise ValueError(f"{path}:{number}: not a requirement: {text}")
        lines.append(Line(path, number, normalise(name.group()), text))
    return lines


def includes(root: Path, path: str) -> list[str]:
    """The files that a requirements file takes in with -r, as paths from the example's root."""
    found = []
    for _, text in logical_lines((root / path).read_text("utf-8")):
        match = re.match(r"(?:-r|--requirement)[ =]?\s*(\S+)", text)
        if match:
            target = (root / path).parent / match.group(1)
            found.append(target.resolve().relative_to(root.resolve()).as_posix())
    return found


def start_texts(example: Example, service: dict) -> list[str]:
    """The start command, and the text of the scripts that it names and finds in the example."""
    texts = [" ".join(service["start"])]
    for word in service["start"]:
        for candidate in PATH_IN_OTHER_WORDS.findall(word):
            for folder in (example.root, example.root / service["folder"], example.root / service["context"]):
                script = folder / candidate.lstrip("/")
                stripped = folder / re.sub(r"^/(?:app|srv|opt|code|usr/src)(?:/app)?/", "", candidate)
                for file in (script, stripped):
                    if file.is_file() and file.suffix in (".sh", ".conf", ".toml"):
                        texts.append(file.read_text("utf-8"))
    return list(dict.fromkeys(texts))


def entry_points(example: Example, service: dict) -> list[str]:
    """Dotted names of the modules that the start command imports."""
    found: list[str] = []
    for text in start_texts(example, service):
        found += re.findall(r"(?<![\w./:])([A-Za-z_][\w.]*):[A-Za-z_]\w*(?![\w/])", text)
        found += [name for name in re.findall(r"python[\d.]*\s+(?:-[uOBI]\s+)*-m\s+([\w.]+)", text)]
        found += [name.removesuffix(".py").replace("/", ".") for name in re.findall(r"python[\d.]*\s+(?:-[uOBI]\s+)*([\w./]+\.py)", text)]
        found += re.findall(r"(?:celery|arq|dramatiq)\s+(?:-A\s+)?([\w.]+)", text)
    return [
        name
        for name in dict.fromkeys(found)
        if any(
            (place / name.replace(".", "/")).with_suffix(".py").is_file() or (place / name.replace(".", "/") / "__init__.py").is_file()
            for place in import_roots(example, service)
        )
    ]


def import_roots(example: Example, service: dict) -> list[Path]:
    """Folders that can stand on sys.path for a service, the likeliest first."""
    folder = example.root / service["folder"]
    roots = [example.root / service["context"], folder, folder / "src", example.root]
    return list(dict.fromkeys(root.resolve() for root in roots if root.is_dir()))


def working_folder(example: Example, service: dict) -> Path:
    """The folder that plays the image's WORKDIR: the first one where the entry module is found."""
    names = entry_points(example, service)
    for root in import_roots(example, service):
        if any(
            (root / name.replace(".", "/")).with_suffix(".py").is_file() or (root / name.replace(".", "/") / "__init__.py").is_file()
            for name in names
        ):
            return root
    return (example.root / service["folder"]).resolve()
