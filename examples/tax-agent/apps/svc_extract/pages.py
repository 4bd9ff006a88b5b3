"""Text of PDFs that have a text layer; scans go to svc-ocr instead."""

import io

import pdfplumber

MIN_CHARACTERS = 40


def text_of(content: bytes) -> tuple[str, int]:
    """The text and how many pages had none."""
    texts, empty = [], 0
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            text = page.extract_text(layout=False) or ""
            if len(text) < MIN_CHARACTERS:
                empty += 1
            texts.append(text)
    return "\n".join(texts), empty


def tables_of(content: bytes) -> list[list[list[str]]]:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [
            [[cell or "" for cell in row] for row in table] for page in pdf.pages for table in page.extract_tables()
        ]
