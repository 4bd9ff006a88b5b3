"""What goes away when requirements do.

    distributions.py SITE_PACKAGES PYTHON_VERSION

Reads {"keep": [requirement], "drop": [name], "whole": bool} on stdin. Prints

    {"installed", "bytes", "gone": {name: {"bytes", "modules"}}, "all": [name], "owners": {top-level module: [name]}}

where `gone` are the dropped distributions and those that came along for them alone (the closure of what is kept, by the metadata
of what is installed). A module that a distribution which stays has as well is not listed, nor what is below a package for which one
that stays has a plain module (pytest's `py.py` beside the package `py`): without the package the module would take its place, and
half a package fails in a way that nothing else does. Needs pip for its `packaging`.
"""

import importlib.metadata
import json
import re
import sys
import sysconfig

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement


def normalised(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def modules_of(distribution):
    found = {}
    size = 0
    for file in distribution.files or []:
        text = str(file)
        try:
            size += file.size or 0
        except AttributeError:
            pass
        if text.startswith("..") or ".dist-info/" in text or "__pycache__" in text:
            continue
        match = re.match(r"^(.+?)(?:\.py|(?:\.[\w-]+)?\.so|\.abi3\.so)$", text)
        if match is None:
            continue
        parts = match.group(1).split("/")
        if parts[-1] == "__init__":
            parts.pop()
        if parts and all(part.isidentifier() for part in parts):
            found[".".join(parts)] = text
    return found, size


def main():
    site, version = sys.argv[1], sys.argv[2]
    asked = json.load(sys.stdin)
    environment = {"python_version": ".".join(version.split(".")[:2]), "python_full_version": version}
    installed = {}
    for distribution in importlib.metadata.distributions(path=[site]):
        if distribution.metadata["Name"]:
            installed.setdefault(normalised(distribution.metadata["Name"]), distribution)

    def closure(wanted):
        seen = {}
        todo = [(normalised(one.name), frozenset(one.extras)) for one in wanted]
        while todo:
            name, extras = todo.pop()
            if name not in installed:
                continue
            known = seen.get(name, frozenset())
            fresh = extras - known
            if name in seen and not fresh:
                continue
            seen[name] = known | extras
            for line in installed[name].requires or []:
                try:
                    inner = Requirement(line)
                except InvalidRequirement:
                    continue
                holds = inner.marker is None or any(inner.marker.evaluate({**environment, "extra": extra}) for extra in ["", *extras])
                if holds:
                    todo.append((normalised(inner.name), frozenset(inner.extras)))
        return set(seen)

    drop = {normalised(name) for name in asked["drop"]}
    kept = closure([Requirement(line) for line in asked["keep"]])
    before = closure([Requirement(line) for line in asked["keep"]] + [Requirement(name) for name in drop])
    # Something that is kept may bring a dropped one along: then it stays, as it does where the line is taken out.
    gone = (before - kept) & set(installed)
    owned = {name: modules_of(distribution) for name, distribution in installed.items()}
    staying = {}
    for name in set(owned) - gone:
        staying.update(owned[name][0])

    def hides(module, modules):
        # Python's own `uuid` comes before that of site-packages.
        if module in staying or module.split(".")[0] in sys.stdlib_module_names:
            return False
        parts = module.split(".")
        above = [".".join(parts[:at]) for at in range(1, len(parts))]
        return all(staying.get(one, modules.get(one)) == modules.get(one) for one in above)

    owners = {}
    for name, (modules, _) in owned.items():
        for top in {module.split(".")[0] for module in modules}:
            owners.setdefault(top, []).append(name)
    print(json.dumps({
        "installed": len(installed),
        "bytes": sum(size for _, size in owned.values()),
        "gone": {name: {"bytes": owned[name][1], "modules": sorted(one for one in owned[name][0] if hides(one, owned[name][0]))} for name in sorted(gone)},
        "stays": sorted(drop & kept),
        "all": sorted(installed),
        "owners": owners,
        "platform": sysconfig.get_platform(),
    }))


main()
