"""Imports modules one after the other in one process and writes down how each one went.

    import_all.py SPEC

SPEC is JSON: {"steps": [{"name": dotted name or null, "file": path}], "first": index, "out": path, "django": settings or null}.
Appends one JSON object a line: {"step", "error": null or text}. A line "begun" comes first, so that whoever reads knows which
module ended the process or never came back. After the first module: `django.setup()` and Django's own checks where there are
settings; the OpenAPI schema of every FastAPI application, which resolves all its fields, and a start of the first one (lifespan).
"""

import asyncio
import importlib
import importlib.util
import json
import os
import signal
import sys

LIMIT = 60


def expired(_signal, _frame):
    raise TimeoutError("took too long")


def tried(what):
    signal.alarm(LIMIT)
    try:
        what()
        return None
    except BaseException as error:
        return f"{type(error).__name__}: {error}"[:600]
    finally:
        signal.alarm(0)


def load(step, number):
    if step["name"] is not None:
        importlib.import_module(step["name"])
        return
    # A file that is run by its path: its folder comes first, as Python does it. `__main__` parts stay asleep.
    sys.path.insert(0, os.path.dirname(step["file"]))
    name = f"needs_oracle_file_{number}"
    spec = importlib.util.spec_from_file_location(name, step["file"])
    if spec is None:
        # A script without `.py`.
        spec = importlib.util.spec_from_loader(name, importlib.machinery.SourceFileLoader(name, step["file"]))
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def set_up_django(settings):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()


def check_django():
    from django.core.management import call_command

    call_command("check")


async def lifespan(application):
    sent = asyncio.Queue()
    got = asyncio.Queue()
    await got.put({"type": "lifespan.startup"})
    task = asyncio.ensure_future(application({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, got.get, sent.put))
    answer = asyncio.ensure_future(sent.get())
    await asyncio.wait({task, answer}, timeout=15, return_when=asyncio.FIRST_COMPLETED)
    if answer.done():
        message = answer.result()
        if message["type"].endswith("failed"):
            raise RuntimeError(message.get("message", ""))
    elif task.done():
        task.result()
    else:
        raise TimeoutError("does not start within 15 seconds")


def fastapi_applications():
    fastapi = sys.modules.get("fastapi")
    if fastapi is None or not hasattr(fastapi, "FastAPI"):
        return []
    found = {}
    for name, module in list(sys.modules.items()):
        for value in list(getattr(module, "__dict__", {}).values()):
            if isinstance(value, fastapi.FastAPI):
                found.setdefault(id(value), (name, value))
    return [found[key] for key in found]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        spec = json.load(file)
    sys.path[0:1] = []
    signal.signal(signal.SIGALRM, expired)
    # asyncio is imported before the code of others can change `signal` or the loop's policy.
    with open(spec["out"], "a", encoding="utf-8") as out:

        def say(row):
            out.write(json.dumps(row) + "\n")
            out.flush()

        def run(label, what):
            say({"begun": label})
            say({"step": label, "error": tried(what)})

        steps = spec["steps"]
        for number in range(spec["first"], len(steps)):
            step = steps[number]
            label = f"{number} {step['name'] or step['file']}"
            if number == 0 and spec["django"]:
                run("django.setup()", lambda: set_up_django(spec["django"]))
            run(label, lambda: load(step, number))
        if spec["django"]:
            run("django check", check_django)
        if spec["extra"]:
            applications = fastapi_applications()
            for name, application in applications:
                run(f"openapi of {name}", application.openapi)
            for name, application in applications[:1]:
                run(f"start of {name}", lambda: asyncio.run(lifespan(application)))
        say({"done": True})
    # Threads that modules started would keep the process alive.
    os._exit(0)


main()
