"""Sentence boundaries. Tax guidance is full of "para. 12" and "s. 45", so a full stop alone says little."""

import re
from collections.abc import Callable

try:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer
except ImportError:  # only the services that index text have it
    PunktParameters = PunktSentenceTokenizer = None

ABBREVIATIONS = {
    "para",
    "paras",
    "s",
    "ss",
    "sch",
    "reg",
    "regs",
    "art",
    "cf",
    "e.g",
    "i.e",
    "no",
    "hmrc v",
    "ltd",
    "plc",
    "mr",
    "mrs",
}
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z(\"'])")


def punkt() -> Callable[[str], list[str]]:
    """The trained-free variant: no corpus is downloaded, the abbreviations are ours."""
    if PunktSentenceTokenizer is None:
        raise RuntimeError("SENTENCE_SPLITTER=punkt needs nltk in the image")
    parameters = PunktParameters()
    parameters.abbrev_types = set(ABBREVIATIONS)
    return PunktSentenceTokenizer(parameters).tokenize


def simple() -> Callable[[str], list[str]]:
    return lambda text: [part.strip() for part in END.split(text) if part.strip()]


SPLITTERS = {"punkt": punkt, "simple": simple}


def splitter(name: str) -> Callable[[str], list[str]]:
    try:
        return SPLITTERS[name]()
    except KeyError:
        raise ValueError(f"unknown sentence splitter {name!r}, one of {sorted(SPLITTERS)}") from None
