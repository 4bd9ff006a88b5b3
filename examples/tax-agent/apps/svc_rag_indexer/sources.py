"""Guidance pages as Markdown, without the parts that are the same on every page."""

import hashlib
import re

from markdownify import MarkdownConverter

BOILERPLATE = re.compile(
    r"^(Cookies on GOV\.UK|Skip to main content|Is this page useful\?|Print this page|Contents)\b.*$", re.MULTILINE
)


class GuidanceConverter(MarkdownConverter):
    def convert_a(self, el, text, convert_as_inline):
        # only the words: links would be a third of the tokens
        return text

    def convert_img(self, el, text, convert_as_inline):
        return el.attrs.get("alt") or ""

    def convert_table(self, el, text, convert_as_inline):
        rows = [
            [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in el.find_all("tr")
        ]
        return "\n\n" + "\n".join("; ".join(row) for row in rows if any(row)) + "\n\n"


def to_markdown(html: str) -> str:
    body = re.search(r"<main\b.*?</main>", html, re.DOTALL | re.IGNORECASE)
    text = GuidanceConverter(heading_style="ATX", strip=["script", "style"]).convert(body.group() if body else html)
    text = BOILERPLATE.sub("", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def document_id(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()[:32]
