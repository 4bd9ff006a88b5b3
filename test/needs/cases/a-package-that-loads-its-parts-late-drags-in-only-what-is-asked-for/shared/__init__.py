import importlib

_PARTS = {"net", "frames"}


def __getattr__(name):
    if name in _PARTS:
        return importlib.import_module(f"shared.{name}")
    raise AttributeError(name)
