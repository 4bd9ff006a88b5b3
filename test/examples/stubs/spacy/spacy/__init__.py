"""Stub of spaCy: blank English tokenizes, models are not installed."""

__version__ = "3.7.5"


def blank(name):
    from .lang.en import English

    if name != "en":
        raise ImportError(f"language {name} is not in this stub")
    return English()


def load(name, **options):
    raise OSError(f"[E050] Can't find model '{name}'.")
