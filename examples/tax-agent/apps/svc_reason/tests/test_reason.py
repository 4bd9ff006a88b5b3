import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from apps.svc_reason import answers, main
from apps.svc_reason.derivation import Derivation, RuleOf, allowance
from libs.llm import providers


def final(given):
    return {step.figure: step.value for step in Derivation().run({key: Decimal(value) for key, value in given.items()})}


def test_an_employee_with_a_flat():
    result = final({"employment": 40000, "property_profit": 10000, "finance_costs": 4000, "tax_deducted": 5486})
    assert result["taxable"] == 37430
    assert result["tax"] == Decimal("7486") and result["reducer"] == 800
    assert result["due"] == Decimal("1200")


@pytest.mark.parametrize(("income", "left"), [(100_000, 12570), (110_000, 7570), (130_000, 0)])
def test_the_allowance_tapers(income, left):
    assert allowance(Decimal(income)) == left


def test_circles_are_found():
    with pytest.raises(ValueError, match="need each other"):
        Derivation((RuleOf("a", ("b",), "", lambda b: b), RuleOf("b", ("a",), "", lambda a: a)))


def test_what_a_change_affects():
    assert TestClient(main.app).get("/v1/figures/finance_costs/affects").json() == ["due", "reducer"]


def replies(*texts):
    texts = list(texts)

    async def create(**asked):
        replies.asked = asked
        return SimpleNamespace(choices=[SimpleNamespace(message=SimpleNamespace(content=texts.pop(0)))])

    return SimpleNamespace(chat=SimpleNamespace(completions=SimpleNamespace(create=create)))


async def test_invented_figures_are_refused_and_said_so():
    steps = Derivation().run({"employment": Decimal(20000)})
    wrong = json.dumps({"summary": "The tax on your income is 9,999.00 pounds.", "citations": ["s.10"]})
    right = json.dumps({"summary": "The tax on your income is 1,486.00 pounds.", "citations": ["s.10"]})
    answer = await answers.explain("why", steps, provider="openai", connection=replies(wrong, f"Sure.\n{right}"))
    assert answer["citations"] == ["s.10"]
    assert "9,999.00 is none of the figures" in replies.asked["messages"][1]["content"]


async def test_attempts_are_limited():
    with pytest.raises(answers.NotExplained):
        await answers.explain("why", [], provider="openai", attempts=1, connection=replies("no json"))


def test_both_providers_can_be_made():
    for name in providers.PROVIDERS:
        assert providers.client(name, api_key="x") is not None
    with pytest.raises(ValueError, match="anthropic"):
        providers.client("llama")


def test_a_computation_over_http():
    class FakeGraph:
        async def read(self, cypher, **parameters):
            if parameters["nino"] != "AB123456C":
                return []
            return [
                {"kind": "employment", "amount": 10000.0, "items": 1},
                {"kind": "propertyincome", "amount": 2570.0, "items": 2},
            ]

    main.app.state.graph = FakeGraph()
    client = TestClient(main.app)
    steps = client.get("/v1/computations/AB123456C/2023-24").json()["steps"]
    assert {step["figure"]: Decimal(step["value"]) for step in steps}["net_income"] == 12570
    assert steps[-1]["figure"] == "due" and Decimal(steps[-1]["value"]) == 0
    assert client.get("/v1/computations/ZZ/2023-24").status_code == 404
