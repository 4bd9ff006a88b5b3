import importlib
import importlib.util
import json

if importlib.util.find_spec("ujson"):
    loads = importlib.import_module("ujson").loads
else:
    loads = json.loads

quick = importlib.import_module("orjson")


def dumps(value):
    return quick.dumps(value).decode()
