"""PDF of a filled form: our own layout, or text over the firm's letterhead."""

import io

from num2words import num2words
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen import canvas

from .boxes import FORMS

LEFT, TOP, LINE = 22 * mm, A4[1] - 60 * mm, 9 * mm


def draw(form: str, name: str, tax_year: str, values: dict[str, int]) -> bytes:
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4, pageCompression=0)
    page.setTitle(f"{form} {tax_year}")
    page.setFont("Helvetica-Bold", 14)
    page.drawString(LEFT, TOP + 14 * mm, f"{form} for {tax_year}")
    page.setFont("Helvetica", 10)
    page.drawString(LEFT, TOP + 6 * mm, name)
    y = TOP - LINE
    for box in FORMS[form]:
        if y < 25 * mm:
            page.showPage()
            page.setFont("Helvetica", 10)
            y = A4[1] - 25 * mm
        page.drawString(LEFT, y, box.number)
        page.drawString(LEFT + 12 * mm, y, box.label)
        amount = f"{values[box.number]:,}.00" if box.number in values else ""
        page.drawRightString(A4[0] - LEFT, y, amount)
        y -= LINE
    page.save()
    return out.getvalue()


def on_letterhead(content: bytes, letterhead: bytes) -> bytes:
    paper = PdfReader(io.BytesIO(letterhead))
    writer = PdfWriter()
    for index, page in enumerate(PdfReader(io.BytesIO(content)).pages):
        # only the first sheet carries the head
        if index == 0:
            head = paper.pages[0]
            head.merge_page(page)
            writer.add_page(head)
        else:
            writer.add_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked(content: bytes, password: str) -> bytes:
    """Returns go out by mail, so they leave with the password the client chose."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(password, algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def declaration(name: str, values: dict[str, int]) -> str:
    total = sum(values.values())
    words = num2words(abs(total), lang="en_GB")
    return f"I, {name}, declare that the figures, in total {'minus ' if total < 0 else ''}{words} pounds, are correct and complete."
