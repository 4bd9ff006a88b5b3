import importlib

CODECS = {"fast": "orjson", "small": "ujson"}


def codec(kind):
    return importlib.import_module(CODECS[kind])
