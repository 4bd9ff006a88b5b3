"""What Python finds in an image, as one line of JSON behind a line `in_image:`.

    python -c "$(cat in_image.py)" '[["apps.api.main", "/app/apps/api/main.py"], [null, "/app/run.py"]]'

Imports every module that is given, then every module that those files import anywhere, also inside of functions: what a request
would import late counts as much. The files are read by Python's own parser. A file without a module name is a script: it is loaded
under another name, so that what it does as `__main__` stays asleep.
"""

import ast
import concurrent.futures
import contextlib
import importlib
import importlib.metadata
import importlib.util
import io
import json
import os
import re
import subprocess
import sys

from pip._vendor.packaging.requirements import InvalidRequirement, Requirement


def normalized(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def tried(load):
    try:
        # Programs log while they are imported.
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            load()
        return None
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:300]


def load_file(path):
    sys.path.insert(0, os.path.dirname(path))
    spec = importlib.util.spec_from_file_location(f"in_image_{abs(hash(path))}", path)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))


def imported_by(path):
    """Absolute names alone: relative ones are the service's own."""
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module


def asked_by(distribution):
    names = set()
    for line in distribution.requires or []:
        try:
            requirement = Requirement(line)
        except InvalidRequirement:
            continue
        extras = ["", *(distribution.metadata.get_all("Provides-Extra") or [])]
        if requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in extras):
            names.add(normalized(requirement.name))
    return sorted(names)


def unlinked():
    """
    Libraries that a file of a package names, and that are nowhere; the paths are those below the folder of packages. What auditwheel
    put into `NAME.libs` is found by the modules that load it, which are asked: alone, it need not find its neighbours.
    """
    objects = [
        (os.path.relpath(os.path.join(folder, name), root), os.path.join(folder, name))
        for root in {path for path in sys.path if path.endswith("-packages") and os.path.isdir(path)}
        for folder, _, names in os.walk(root)
        for name in names
        if not folder.endswith(".libs") and re.search(r"\.so(\.\d+)*$", name)
    ]

    def missing(one):
        said = subprocess.run(["ldd", one[1]], capture_output=True, text=True).stdout
        return [f"{one[0]}: {library}" for library in re.findall(r"(\S+) => not found", said)]

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sorted({line for lines in pool.map(missing, objects) for line in lines})


def files():
    """What lies in the folder where it starts, and on PYTHONPATH; without packages and bytecode."""
    roots = {os.getcwd(), *filter(None, os.environ.get("PYTHONPATH", "").split(":"))} - {"/"}
    found = set()
    for root in roots:
        for folder, inner, names in os.walk(root):
            inner[:] = [one for one in inner if one not in ("__pycache__", "site-packages") and not os.path.exists(os.path.join(folder, one, "pyvenv.cfg"))]
            found.update(os.path.join(folder, name) for name in names)
    return sorted(path for path in found if not re.search(r"\.pyc$|/\.local/|/\.cache/", path))


def main():
    steps = json.loads(sys.argv[1])
    held = files()
    own = {f"{name or path}": tried(lambda: importlib.import_module(name) if name else load_file(path)) for name, path in steps}
    late = sorted({name for _, path in steps for name in imported_by(path)} - set(own))
    others = {name: tried(lambda: importlib.import_module(name)) for name in late}
    distributions = {}
    for distribution in importlib.metadata.distributions():
        name = normalized(distribution.metadata["Name"])
        distributions.setdefault(name, {"name": name, "version": distribution.version, "requires": asked_by(distribution)})
    check = subprocess.run([sys.executable, "-m", "pip", "check"], capture_output=True, text=True)
    broken = [] if check.returncode == 0 else check.stdout.splitlines()
    print("\nin_image:")
    print(json.dumps({"own": own, "others": others, "distributions": list(distributions.values()), "broken": broken, "unlinked": unlinked(), "files": held}), flush=True)
    # Threads that modules started would keep the process alive.
    os._exit(0)


main()
