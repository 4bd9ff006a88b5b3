"""What can be checked of truth.json by reading: its form, its coverage, its proofs, its split."""

from __future__ import annotations

import json
import re
from pathlib import Path

from example import Example, includes, normalise, requirement_lines, start_texts

SCHEMA = Path(__file__).parent / "truth.schema.json"
NEEDED = {"used", "implied", "command", "driver", "pin", "build"}
JSON_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
KNOWN_KEYWORDS = {
    "$schema",
    "title",
    "description",
    "type",
    "additionalProperties",
    "required",
    "properties",
    "items",
    "enum",
    "pattern",
    "minimum",
    "minItems",
}


def check_schema(example: Example) -> list[str]:
    return list(violations(example.truth, json.loads(SCHEMA.read_text("utf-8")), "truth"))


def violations(value, schema: dict, where: str):
    """Validates the keywords of JSON Schema that truth.schema.json uses; any other keyword is an error."""
    for keyword in schema.keys() - KNOWN_KEYWORDS:
        yield f"{where}: keyword {keyword} of the schema is not known to this validator"
    types = schema.get("type")
    if types:
        allowed = [types] if isinstance(types, str) else types
        if not any(isinstance(value, JSON_TYPES[name]) and not (name == "integer" and isinstance(value, bool)) for name in allowed):
            yield f"{where}: is not of type {' or '.join(allowed)}"
            return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield f"{where}: {value!r} does not match {schema['pattern']}"
    if "minimum" in schema and isinstance(value, int) and value < schema["minimum"]:
        yield f"{where}: {value} is below {schema['minimum']}"
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{where}: has fewer than {schema['minItems']} items"
        for index, item in enumerate(value):
            yield from violations(item, schema.get("items", {}), f"{where}[{index}]")
    if isinstance(value, dict):
        for key in schema.get("required", []):
            if key not in value:
                yield f"{where}: {key} is missing"
        properties = schema.get("properties", {})
        for key, item in value.items():
            if key in properties:
                yield from violations(item, properties[key], f"{where}.{key}")
            elif schema.get("additionalProperties") is False:
                yield f"{where}: {key} is not allowed"
            elif isinstance(schema.get("additionalProperties"), dict):
                yield from violations(item, schema["additionalProperties"], f"{where}.{key}")


def check_services(example: Example) -> list[str]:
    """Names are unique; folders, Dockerfiles, requirements files and modules exist; includes are followed."""
    problems = []
    names = [service["name"] for service in example.services()]
    problems += [f"service {name} stands more than once" for name in sorted({name for name in names if names.count(name) > 1})]
    for service in example.services():
        name = service["name"]
        for folder in (service["folder"], service["context"]):
            if not (example.root / folder).is_dir():
                problems.append(f"{name}: no folder {folder}")
        for file in (service["dockerfile"], *service["installs"], *service["modules"]):
            if not (example.root / file).is_file():
                problems.append(f"{name}: no file {file}")
        problems += [
            f"{name}: module {file} stands more than once"
            for file in sorted({m for m in service["modules"] if service["modules"].count(m) > 1})
        ]
        if not service["modules"]:
            problems.append(f"{name}: no modules")
        for path in service["installs"]:
            if (example.root / path).is_file():
                problems += [
                    f"{name}: {path} includes {other}, which is not among installs"
                    for other in includes(example.root, path)
                    if other not in service["installs"]
                ]
        if set(service["apt"]["unneeded"]) & {*service["apt"]["build"], *service["apt"]["runtime"]}:
            problems.append(f"{name}: an apt package is both needed and unneeded")
    return problems


def check_coverage(example: Example) -> list[str]:
    """Every line of every installed file, once for each service that installs it."""
    problems = []
    installed: dict[str, list[str]] = {}
    for service in example.services():
        for path in service["installs"]:
            installed.setdefault(path, []).append(service["name"])
    seen = set()
    entries = {}
    for entry in example.truth["requirements"]:
        key = (entry["path"], entry["line"])
        if key in seen:
            problems.append(f"{entry['path']}:{entry['line']} has two entries")
        seen.add(key)
        entries[key] = entry
        if entry["path"] not in installed:
            problems.append(f"{entry['path']}:{entry['line']}: no service installs this file")
    for path, services in installed.items():
        if not (example.root / path).is_file():
            continue
        for line in requirement_lines(example.root, path):
            entry = entries.pop((path, line.number), None)
            if entry is None:
                problems.append(f"{path}:{line.number} ({line.name}) is not covered")
                continue
            if entry["name"] != line.name:
                problems.append(f"{path}:{line.number} is {line.name}, truth says {entry['name']}")
            named = [service for need in entry["needs"] for service in need["services"]]
            for service in services:
                if named.count(service) != 1:
                    problems.append(f"{path}:{line.number} ({line.name}): {service} stands in {named.count(service)} entries of needs")
            problems += [f"{path}:{line.number} ({line.name}): {other} does not install it" for other in set(named) - set(services)]
    problems += [f"{path}:{line}: no requirement stands on this line" for path, line in entries if path in installed]
    return problems


def check_proofs(example: Example) -> list[str]:
    """Quoted texts are found where they should be, absent words are absent, verdicts agree with needed."""
    problems = []
    for entry in example.truth["requirements"]:
        for need in entry["needs"]:
            where = f"{entry['path']}:{entry['line']} ({entry['name']}, {', '.join(need['services'][:3])})"
            if need["needed"] != (need["verdict"] in NEEDED):
                problems.append(f"{where}: needed is {need['needed']}, verdict is {need['verdict']}")
            if need["needed"] and not need["proof"]:
                problems.append(f"{where}: needed without a proof")
            problems += [f"{where}: {problem}" for problem in quotes_not_found(example, need["proof"])]
            for service_name in need["services"]:
                service = example.service(service_name) if any(s["name"] == service_name for s in example.services()) else None
                if service is None:
                    problems.append(f"{where}: no service {service_name}")
                    continue
                texts = {path: read(example, path) for path in service["modules"]}
                texts |= {f"start of {service_name}": text for text in start_texts(example, service)}
                for word in need.get("absent", []):
                    problems += [f"{where}: {word!r} occurs in {path}" for path, text in texts.items() if word in text]
    for suggestion in example.truth["suggestions"]:
        if all(service["name"] != suggestion["service"] for service in example.services()):
            problems.append(f"suggestion for {suggestion['name']}: no service {suggestion['service']}")
        problems += [f"suggestion for {suggestion['name']}: {problem}" for problem in quotes_not_found(example, suggestion["proof"])]
    return problems


def quotes_not_found(example: Example, proofs: list[dict]) -> list[str]:
    problems = []
    for proof in proofs:
        lines = read(example, proof["path"]).splitlines()
        if not lines:
            problems.append(f"no file {proof['path']}")
        elif not proof["text"].strip() or not any(proof["text"] in line for line in lines):
            problems.append(f"{proof['text']!r} is not in a line of {proof['path']}")
    return problems


def read(example: Example, path: str) -> str:
    file = example.root / path
    return file.read_text("utf-8") if file.is_file() else ""


def check_split(example: Example) -> list[str]:
    """Groups cover a shared file once, and each service still gets what it needs."""
    problems = []
    for path, split in example.truth["split"].items():
        if not (example.root / path).is_file():
            problems.append(f"split: no file {path}")
            continue
        lines = requirement_lines(example.root, path)
        grouped = [normalise(name) for names in split["groups"].values() for name in names]
        for name in sorted({line.name for line in lines} | set(grouped)):
            expected, stands = int(any(line.name == name for line in lines)), grouped.count(name)
            if stands != expected:
                problems.append(f"split of {path}: {name} stands in {stands} groups, {expected} expected")
        users = [service["name"] for service in example.services() if path in service["installs"]]
        for name in sorted(set(users) ^ set(split["consumers"])):
            problems.append(f"split of {path}: {name} is {'not a consumer' if name in users else 'a consumer that does not install it'}")
        for name, groups in split["consumers"].items():
            problems += [f"split of {path}: {name} takes {group}, which is not a group" for group in groups if group not in split["groups"]]
            problems += [
                f"split of {path}: {name} takes {group}"
                for group in groups
                if group in ("dev", "gone") or (group.startswith("own:") and group != f"own:{name}")
            ]
            taken = {normalise(item) for group in {*groups, f"own:{name}"} for item in split["groups"].get(group, [])}
            for line in lines:
                need = example.verdict(line, name)
                if need and need["needed"] and line.name not in taken:
                    problems.append(f"split of {path}: {name} needs {line.name} and would not get it")
    return problems


CHECKS = {
    "schema": check_schema,
    "services": check_services,
    "coverage": check_coverage,
    "proofs": check_proofs,
    "split": check_split,
}
