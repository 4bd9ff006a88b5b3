"""Words of a page: tesseract for everything, a document model for the figures tesseract is unsure of."""

import io
from dataclasses import dataclass, field
from functools import lru_cache

import pytesseract
from pdf2image import convert_from_bytes
from PIL import Image

from .settings import settings

QUESTIONS = {
    "nino": "What is the National Insurance number?",
    "pay": "What is the pay in this employment?",
    "tax": "How much tax was deducted?",
    "employer": "What is the name of the employer?",
}


@dataclass
class Word:
    text: str
    confidence: float
    line: tuple[int, int, int]


@dataclass
class PageText:
    number: int
    words: list[Word] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    @property
    def confidence(self) -> float:
        """Mean over characters, not words: one long misread number matters more than an 'a'."""
        total = sum(len(word.text) for word in self.words)
        return sum(word.confidence * len(word.text) for word in self.words) / total if total else 0.0

    @property
    def text(self) -> str:
        lines: dict[tuple[int, int, int], list[str]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word.text)
        return "\n".join(" ".join(words) for _, words in sorted(lines.items()))


def pages_of(content: bytes, media_type: str) -> list[Image.Image]:
    if media_type == "application/pdf":
        return convert_from_bytes(content, dpi=settings.dpi, last_page=settings.max_pages, fmt="ppm")
    image = Image.open(io.BytesIO(content))
    return [frame.convert("RGB") for frame in frames(image)]


def frames(image: Image.Image):
    for index in range(getattr(image, "n_frames", 1)):
        image.seek(index)
        yield image


def read_words(image: Image.Image, number: int) -> PageText:
    data = pytesseract.image_to_data(image, lang=settings.languages, output_type=pytesseract.Output.DICT)
    page = PageText(number)
    for index, text in enumerate(data["text"]):
        confidence = float(data["conf"][index])
        if text.strip() and confidence >= 0:
            place = (data["block_num"][index], data["par_num"][index], data["line_num"][index])
            page.words.append(Word(text.strip(), confidence / 100, place))
    return page


@lru_cache(maxsize=1)
def document_model():
    """A gigabyte of weights: loaded by the first weak page."""
    from transformers import pipeline

    return pipeline("document-question-answering", model=settings.document_model, device=-1)


def ask(image: Image.Image, page: PageText, model=None) -> PageText:
    model = model or document_model()
    for name, question in QUESTIONS.items():
        best = model(image=image, question=question, top_k=1)
        best = best[0] if isinstance(best, list) else best
        if best["score"] >= 0.5:
            page.answers[name] = best["answer"].strip()
    return page
