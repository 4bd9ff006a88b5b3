"""What an uploaded file really is, whatever its name and its Content-Type say."""

import io
from dataclasses import dataclass

import magic
from pypdf import PdfReader
from pypdf.errors import PdfReadError


class Refused(Exception):
    """The upload is not taken; the text is shown to the person who sent it."""


@dataclass(frozen=True)
class Facts:
    media_type: str
    suffix: str
    pages: int | None = None
    producer: str | None = None


def inspect(content: bytes, accepted: dict[str, str]) -> Facts:
    if not content:
        raise Refused("the file is empty")
    media_type = magic.from_buffer(content[:4096], mime=True)
    if media_type not in accepted:
        raise Refused(f"files of type {media_type} are not accepted")
    suffix = accepted[media_type]
    if media_type == "application/pdf":
        return inspect_pdf(content, suffix)
    if suffix == ".xlsx" and b"xl/workbook.xml" not in content:
        raise Refused("a zip archive that is not a spreadsheet")
    return Facts(media_type, suffix)


def inspect_pdf(content: bytes, suffix: str) -> Facts:
    try:
        reader = PdfReader(io.BytesIO(content))
        # opened by svc-ocr hours later, when nobody is there to type it
        if reader.is_encrypted:
            raise Refused("the PDF asks for a password, save it without one")
        pages = len(reader.pages)
        producer = str(reader.metadata.producer) if reader.metadata and reader.metadata.producer else None
    except PdfReadError as error:
        raise Refused(f"the PDF is damaged: {error}") from error
    if pages == 0:
        raise Refused("the PDF has no pages")
    return Facts("application/pdf", suffix, pages, producer)
