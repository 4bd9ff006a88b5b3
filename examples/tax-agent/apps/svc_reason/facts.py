"""Figures of a taxpayer as the knowledge graph has them."""

from decimal import Decimal

from libs.graph.client import Graph

FIGURES = """
MATCH (p:Taxpayer {nino: $nino})-[:HAS_ITEM]->(i:IncomeItem {tax_year: $tax_year})
WHERE i.reviewed
RETURN i.kind AS kind, sum(i.amount) AS amount, count(i) AS items
"""
KINDS = {
    "employment": "employment",
    "propertyincome": "property_profit",
    "finance_cost": "finance_costs",
    "paye": "tax_deducted",
}


async def figures(graph: Graph, nino: str, tax_year: str) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in await graph.read(FIGURES, nino=nino, tax_year=tax_year):
        if row["kind"] in KINDS:
            found[KINDS[row["kind"]]] = Decimal(str(row["amount"]))
    return found
