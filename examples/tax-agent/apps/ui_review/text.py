"""Explanations arrive as Markdown from a language model, so nothing in them is trusted."""

import bleach
import markdown

TAGS = {
    "p",
    "b",
    "strong",
    "em",
    "ul",
    "ol",
    "li",
    "code",
    "pre",
    "span",
    "div",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def to_html(text: str) -> str:
    html = markdown.markdown(
        text,
        extensions=["tables", "fenced_code", "codehilite"],
        extension_configs={"codehilite": {"guess_lang": False}},
    )
    return bleach.clean(html, tags=TAGS, attributes={"span": ["class"], "div": ["class"]}, strip=True)
