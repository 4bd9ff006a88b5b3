"""Runs inside an example's environment: the tests or the imports of one service, with only its own needs visible.

Argument: a JSON text with roots (folders for sys.path), needed (requirement texts), tools (requirement texts that
only tests may use), and either tests (a folder) or entries and modules (to import). Prints one JSON line for imports.
"""

import importlib
import importlib.machinery
import importlib.metadata
import importlib.util
import json
import re
import sys
from pathlib import Path


def normalise(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def closure(requirements):
    """Names of the distributions that the requirements bring, by installed metadata."""
    from packaging.requirements import InvalidRequirement, Requirement

    seen = set()
    pending = [Requirement(text) for text in requirements]
    done = set()
    while pending:
        requirement = pending.pop()
        name = normalise(requirement.name)
        key = (name, frozenset(requirement.extras))
        if key in done:
            continue
        done.add(key)
        seen.add(name)
        try:
            texts = importlib.metadata.requires(requirement.name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for text in texts:
            try:
                needed = Requirement(text)
            except InvalidRequirement:
                continue
            extras = ["", *requirement.extras]
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras):
                pending.append(needed)
    return seen


class OnlyVisible:
    """Stands in for PathFinder and shows only the distributions given; the rest of the environment is not there."""

    def __init__(self, visible):
        self.visible = visible
        owners = importlib.metadata.packages_distributions()
        self.hidden = {top for top, names in owners.items() if not any(normalise(name) in visible for name in names)}

    def find_spec(self, fullname, path=None, target=None):
        if fullname.split(".")[0] in self.hidden:
            return None
        return importlib.machinery.PathFinder.find_spec(fullname, path, target)

    def find_distributions(self, context=importlib.metadata.DistributionFinder.Context()):
        for distribution in importlib.metadata.MetadataPathFinder.find_distributions(context):
            if normalise(distribution.metadata["Name"]) in self.visible:
                yield distribution

    def invalidate_caches(self):
        importlib.machinery.PathFinder.invalidate_caches()


def hide_from_backport(visible):
    """The importlib_metadata backport adds a finder of its own when it is imported, which would show everything."""
    if "importlib-metadata" not in visible:
        return
    try:
        importlib.import_module("importlib_metadata")
    except ModuleNotFoundError:
        return
    for finder in sys.meta_path:
        if type(finder).__module__.partition(".")[0] == "importlib_metadata":
            find = finder.find_distributions
            finder.find_distributions = lambda *context, find=find: (
                distribution for distribution in find(*context) if normalise(distribution.metadata["Name"]) in visible
            )


def show_only(visible):
    view = OnlyVisible(visible)
    hide_from_backport(visible)
    sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = view
    for name in [name for name in sys.modules if name.split(".")[0] in view.hidden]:
        del sys.modules[name]


def dotted(path, roots):
    """The name under which a file is imported, from the first root that holds it as a package path."""
    for root in roots:
        try:
            parts = list(Path(path).resolve().relative_to(root).with_suffix("").parts)
        except ValueError:
            continue
        if parts and parts[-1] == "__init__":
            parts.pop()
        if parts and all(part.isidentifier() for part in parts):
            yield ".".join(parts)


def unresolved_imports(path):
    """For files that only their own tool can run (alembic's): every absolute import must be found."""
    import ast

    missing = []
    for node in ast.walk(ast.parse(Path(path).read_text("utf-8"))):
        names = (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module] if isinstance(node, ast.ImportFrom) and not node.level else []
        )
        missing += [name for name in names if importlib.util.find_spec(name) is None]
    return missing


def import_all(order):
    problems, root = [], Path(order["example"])
    for name in order["entries"]:
        try:
            importlib.import_module(name)
        except BaseException as error:
            problems.append(f"import {name}: {type(error).__name__}: {error}")
    loaded = files_under(root)
    for path in order["modules"]:
        if str(root / path) in files_under(root):
            continue
        if "migrations" in Path(path).parts or "alembic" in Path(path).parts:
            problems += [f"{path}: import {name} is not found" for name in unresolved_imports(root / path)]
            continue
        errors = []
        for name in dotted(root / path, [Path(place) for place in order["roots"]]):
            try:
                importlib.import_module(name)
                break
            except BaseException as error:
                errors.append(f"{path} as {name}: {type(error).__name__}: {error}")
        else:
            problems += errors[:1] or [f"{path}: has no importable name"]
    print(json.dumps({"loaded": sorted(str(Path(file).relative_to(root)) for file in loaded), "problems": problems}))


def files_under(root):
    files = {getattr(module, "__file__", None) for module in list(sys.modules.values())}
    return {str(Path(file).resolve()) for file in files if file and Path(file).resolve().is_relative_to(root)}


def main():
    order = json.loads(sys.argv[1])
    sys.path.pop(0)  # this folder is no part of any image
    sys.path[:0] = order["roots"]
    if "tests" in order:
        show_only(closure([*order["needed"], *order["tools"]]))
        import pytest

        sys.exit(pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", order["tests"]]))
    show_only(closure(order["needed"]))
    import_all(order)


main()
