import importlib
import importlib.util
import pkgutil

from werkzeug.utils import import_string

quick = importlib.import_module("orjson")
toml = __import__("tomlkit")
logger = import_string("structlog.get_logger")
pack = pkgutil.resolve_name("msgpack:packb")


def other():
    return importlib.import_module("ujson") if importlib.util.find_spec("ujson") else None
