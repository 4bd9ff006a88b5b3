"""Explanations in words. The model writes, the schema and the figures decide whether it is shown."""

import json
import re

import jsonschema
from jinja2 import Environment, StrictUndefined

from libs.llm import providers
from libs.observability.logs import get_logger

from .derivation import Step

log = get_logger(__name__)

SCHEMA = {
    "type": "object",
    "required": ["summary", "citations"],
    "additionalProperties": False,
    "properties": {
        "summary": {"type": "string", "minLength": 20, "maxLength": 1200},
        "citations": {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"s\.\d+"}},
    },
}
SYSTEM = "You explain UK income tax to clients of an accountant. Answer with one JSON object with summary and citations. Use no figure that is not given."
PROMPT = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=True).from_string(  # nosec B701: no HTML
    """Question: {{ question }}
Figures:
{% for step in steps %}
- {{ step.figure }} = {{ "{:,.2f}".format(step.value) }} ({{ step.law }}), from {{ step.used | join(", ") }}
{% endfor %}
{% if previous %}
Your last answer was refused: {{ previous }}
{% endif %}"""
)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class NotExplained(Exception):
    pass


def prompt(question: str, steps: list[Step], previous: str | None = None) -> str:
    return PROMPT.render(question=question, steps=steps, previous=previous)


def check(text: str, steps: list[Step]) -> dict:
    """The answer as a dictionary; raises ValueError with what is wrong with it."""
    match = re.search(r"\{.*\}", text, re.DOTALL)
    try:
        answer = json.loads(match.group() if match else text)
        jsonschema.validate(answer, SCHEMA)
    except (json.JSONDecodeError, jsonschema.ValidationError) as error:
        raise ValueError(getattr(error, "message", str(error))) from error
    allowed = {f"{step.value:,.2f}".removesuffix(".00") for step in steps} | {f"{step.value:,.2f}" for step in steps}
    laws = {number for step in steps for number in re.findall(r"\d+", step.law)}
    for number in NUMBER.findall(answer["summary"]):
        if number.rstrip(",") not in allowed and number not in laws and len(number) > 2:
            raise ValueError(f"{number} is none of the figures")
    return answer


async def explain(
    question: str, steps: list[Step], *, provider: str, model: str | None = None, attempts: int = 2, connection=None
) -> dict:
    connection = connection or providers.client(provider)
    previous = None
    for attempt in range(attempts):
        text = await providers.complete(connection, provider, SYSTEM, prompt(question, steps, previous), model=model)
        try:
            return check(text, steps)
        except ValueError as error:
            previous = str(error)
            log.info("answer refused", attempt=attempt, reason=previous)
    raise NotExplained(previous)
