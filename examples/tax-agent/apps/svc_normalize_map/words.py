"""Words of a bank line that say something: no codes, no stop words."""

from functools import lru_cache
from importlib import import_module

NOISE = {
    "card",
    "payment",
    "faster",
    "ref",
    "direct",
    "debit",
    "standing",
    "order",
    "transfer",
    "visa",
    "gb",
    "ltd",
    "limited",
    "plc",
}


@lru_cache
def load_tokenizer(path: str):
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)()


def content_words(text: str, tokenizer) -> list[str]:
    words = []
    for token in tokenizer(text):
        if token.is_punct or token.is_space or token.like_num or token.is_stop:
            continue
        word = token.lower_
        if word in NOISE or any(char.isdigit() for char in word) or len(word) < 2:
            continue
        words.append(word)
    return words
