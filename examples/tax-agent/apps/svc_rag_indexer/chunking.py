"""Guidance into passages: sections by heading, sentences kept whole, length by tokens.

A sentence that alone is over the limit (HMRC has them) is cut by langchain's token splitter.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from libs.text.sentences import splitter

HEADING = re.compile(r"^(#{1,4})\s+(.+?)\s*#*$", re.MULTILINE)


@dataclass(frozen=True)
class Chunk:
    heading: str
    text: str
    position: int


def sections(markdown: str) -> list[tuple[str, str]]:
    """(`Part > Chapter`, text) for each heading."""
    result, path, last = [], [], 0
    title = ""
    for match in HEADING.finditer(markdown):
        if markdown[last : match.start()].strip():
            result.append((title, markdown[last : match.start()].strip()))
        level = len(match[1])
        path = [*path[: level - 1], match[2]]
        title, last = " > ".join(path), match.end()
    if markdown[last:].strip():
        result.append((title, markdown[last:].strip()))
    return result


class Chunker:
    def __init__(
        self,
        *,
        limit: int,
        overlap: int,
        sentence_splitter: str,
        encoding: str,
        count: Callable[[str], int] | None = None,
    ):
        self.limit = limit
        self.overlap = overlap
        self.encoding = encoding
        self.sentences = splitter(sentence_splitter)
        self._count = count

    @cached_property
    def token_splitter(self):
        # downloads the encoding on first use, so not before there is something to split
        from langchain.text_splitter import TokenTextSplitter

        return TokenTextSplitter(encoding_name=self.encoding, chunk_size=self.limit, chunk_overlap=self.overlap)

    def count(self, text: str) -> int:
        if self._count:
            return self._count(text)
        return len(self.token_splitter._tokenizer.encode(text))

    def chunks(self, markdown: str) -> list[Chunk]:
        found: list[Chunk] = []
        for heading, text in sections(markdown):
            for passage in self._pack(self.sentences(" ".join(text.split()))):
                found.append(Chunk(heading, passage, len(found)))
        return found

    def _pack(self, sentences: list[str]) -> list[str]:
        passages, current, used = [], [], 0
        for sentence in sentences:
            tokens = self.count(sentence)
            if tokens > self.limit:
                if current:
                    passages.append(" ".join(current))
                    current, used = [], 0
                passages.extend(self.token_splitter.split_text(sentence))
                continue
            if used + tokens > self.limit and current:
                passages.append(" ".join(current))
                current = self._tail(current)
                used = sum(self.count(part) for part in current)
            current.append(sentence)
            used += tokens
        if current:
            passages.append(" ".join(current))
        return passages

    def _tail(self, sentences: list[str]) -> list[str]:
        """The last sentences that fit into the overlap."""
        tail, used = [], 0
        for sentence in reversed(sentences):
            used += self.count(sentence)
            if used > self.overlap:
                break
            tail.insert(0, sentence)
        return tail
