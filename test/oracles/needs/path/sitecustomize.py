"""Makes distributions look as if they were not installed.

Python imports this at start-up when its folder is on PYTHONPATH. `NEEDS_ORACLE_HIDE` names a JSON file:

    {"modules": [dotted names], "names": [normalised distribution names], "log": path}

Imports of these modules end as for a module that is not there, `importlib.util.find_spec` says None, and no metadata or entry
point of these distributions is seen (importlib.metadata, importlib_metadata, pkg_resources). Who asked is appended to the log.
"""

import json
import os
import sys


def hide(modules, names, log):
    import importlib.machinery
    import re

    finder = importlib.machinery.PathFinder
    find_spec = finder.find_spec
    asked = set()

    def note(fullname):
        frame = sys._getframe(2)
        while frame and ("importlib" in frame.f_code.co_filename or frame.f_code.co_filename == __file__):
            frame = frame.f_back
        where = (fullname, frame.f_code.co_filename if frame else "", frame.f_lineno if frame else 0)
        if where in asked:
            return
        asked.add(where)
        with open(log, "a", encoding="utf-8") as file:
            file.write(json.dumps({"module": fullname, "file": where[1], "line": where[2]}) + "\n")

    def hidden(distribution):
        try:
            name = distribution.metadata["Name"] or ""
        except Exception:
            return False
        return re.sub(r"[-_.]+", "-", name).lower() in names

    def without(find):
        def found(*arguments, **options):
            return (one for one in find(*arguments, **options) if not hidden(one))

        return found

    def patch_backport(module):
        finder = module.MetadataPathFinder
        # A method of an object in importlib_metadata 7.0, a class method in 8.0.
        method = isinstance(finder.__dict__["find_distributions"], classmethod)
        finder.find_distributions = staticmethod(without(finder.find_distributions)) if method else without(finder.find_distributions)

    def patch_pkg_resources(module):
        for key in [key for key in module.working_set.by_key if re.sub(r"[-_.]+", "-", key).lower() in names]:
            module.working_set.by_key.pop(key)

    after = {"importlib_metadata": patch_backport, "pkg_resources": patch_pkg_resources}

    def patched(spec, patch):
        execute = spec.loader.exec_module

        def exec_module(module):
            execute(module)
            patch(module)

        spec.loader.exec_module = exec_module

    def found(cls, fullname, path=None, target=None):
        if fullname in modules:
            note(fullname)
            return None
        spec = find_spec(fullname, path, target)
        if fullname in after and spec is not None and spec.loader is not None:
            patched(spec, after.pop(fullname))
        return spec

    finder.find_spec = classmethod(found)
    finder.find_distributions = staticmethod(without(finder.find_distributions))


if os.environ.get("NEEDS_ORACLE_HIDE"):
    with open(os.environ["NEEDS_ORACLE_HIDE"], encoding="utf-8") as given:
        said = json.load(given)
    hide(set(said["modules"]), set(said["names"]), said["log"])
