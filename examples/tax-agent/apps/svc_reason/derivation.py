"""How figures follow from each other: a graph of rules, worked out in order, every step kept."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import networkx as nx

Figures = dict[str, Decimal]


@dataclass(frozen=True)
class Step:
    figure: str
    value: Decimal
    used: tuple[str, ...]
    law: str


@dataclass(frozen=True)
class RuleOf:
    figure: str
    needs: tuple[str, ...]
    law: str
    work: Callable[..., Decimal]


ALLOWANCE = Decimal(12570)
TAPER_FROM = Decimal(100_000)
BASIC_LIMIT = Decimal(37_700)
HIGHER_LIMIT = Decimal(125_140)


def allowance(net_income: Decimal) -> Decimal:
    over = max(Decimal(0), net_income - TAPER_FROM)
    return max(Decimal(0), ALLOWANCE - over // 2)


def income_tax(taxable: Decimal) -> Decimal:
    basic = min(taxable, BASIC_LIMIT)
    higher = min(max(Decimal(0), taxable - BASIC_LIMIT), HIGHER_LIMIT - BASIC_LIMIT)
    additional = max(Decimal(0), taxable - HIGHER_LIMIT)
    return (basic * 20 + higher * 40 + additional * 45) / 100


def finance_cost_reducer(costs: Decimal, profit: Decimal, taxable: Decimal) -> Decimal:
    return min(costs, max(profit, Decimal(0)), taxable) * 20 / 100


RULES = (
    RuleOf(
        "net_income",
        ("employment", "property_profit"),
        "ITA 2007 s.23",
        lambda employment, property_profit: employment + max(property_profit, Decimal(0)),
    ),
    RuleOf("allowance", ("net_income",), "ITA 2007 s.35", allowance),
    RuleOf(
        "taxable",
        ("net_income", "allowance"),
        "ITA 2007 s.23",
        lambda net_income, allowance: max(Decimal(0), net_income - allowance),
    ),
    RuleOf("tax", ("taxable",), "ITA 2007 s.10", income_tax),
    RuleOf("reducer", ("finance_costs", "property_profit", "taxable"), "ITTOIA 2005 s.274A", finance_cost_reducer),
    RuleOf(
        "due",
        ("tax", "reducer", "tax_deducted"),
        "TMA 1970 s.59B",
        lambda tax, reducer, tax_deducted: max(Decimal(0), tax - reducer) - tax_deducted,
    ),
)


class Derivation:
    def __init__(self, rules: tuple[RuleOf, ...] = RULES):
        self.rules = {rule.figure: rule for rule in rules}
        self.graph = nx.DiGraph((need, rule.figure) for rule in rules for need in rule.needs)
        if not nx.is_directed_acyclic_graph(self.graph):
            cycle = " -> ".join(edge[0] for edge in nx.find_cycle(self.graph))
            raise ValueError(f"figures need each other: {cycle}")

    def run(self, given: Figures) -> list[Step]:
        known = dict(given)
        steps = []
        for figure in nx.topological_sort(self.graph):
            rule = self.rules.get(figure)
            if rule is None:
                known.setdefault(figure, Decimal(0))
                continue
            value = rule.work(*(known[need] for need in rule.needs))
            known[figure] = value
            steps.append(Step(figure, value, rule.needs, rule.law))
        return steps

    def affected_by(self, figure: str) -> list[str]:
        return sorted(nx.descendants(self.graph, figure)) if figure in self.graph else []
