"""Language model clients by name, so that a deployment chooses with LLM_PROVIDER."""

from importlib import import_module

PROVIDERS = {
    "openai": "openai:AsyncOpenAI",
    "anthropic": "anthropic:AsyncAnthropic",
}
MODELS = {"openai": "gpt-4o-mini", "anthropic": "claude-3-5-sonnet-20240620"}


def client(provider: str, **options):
    try:
        module, _, name = PROVIDERS[provider].partition(":")
    except KeyError:
        raise ValueError(f"unknown provider {provider!r}, one of {sorted(PROVIDERS)}") from None
    return getattr(import_module(module), name)(**options)


async def complete(
    connection, provider: str, system: str, prompt: str, *, model: str | None = None, max_tokens: int = 800
) -> str:
    """One answer as text; the two APIs differ in where the system prompt goes."""
    model = model or MODELS[provider]
    if provider == "anthropic":
        answer = await connection.messages.create(
            model=model, system=system, max_tokens=max_tokens, messages=[{"role": "user", "content": prompt}]
        )
        return "".join(block.text for block in answer.content if block.type == "text")
    answer = await connection.chat.completions.create(
        model=model,
        max_tokens=max_tokens,
        temperature=0,
        messages=[{"role": "system", "content": system}, {"role": "user", "content": prompt}],
    )
    return answer.choices[0].message.content or ""
