"""What the other services query is a property graph: valid items are copied to Neo4j."""

from libs.graph.client import Graph as Neo4j
from libs.observability.logs import get_logger

from .triples import Triples
from .validate import violations

log = get_logger(__name__)
MERGE = """
MERGE (p:Taxpayer {uri: $person})
SET p.nino = $nino
MERGE (i:IncomeItem {uri: $item})
SET i.amount = $amount, i.tax_year = $year, i.kind = $kind, i.evidence = $evidence, i.reviewed = coalesce(i.reviewed, false)
MERGE (p)-[:HAS_ITEM]->(i)
"""
ITEMS = """
PREFIX tax: <https://example.org/tax#>
SELECT ?person ?item ?kind ?amount ?year ?evidence WHERE {
    ?person tax:hasItem ?item . ?item a ?kind ; tax:amount ?amount ; tax:taxYear ?year ; tax:evidence ?evidence .
}"""


async def project(triples: Triples, neo4j: Neo4j, tenant: str) -> dict[str, int]:
    graph = triples.graph(tenant)
    bad = {violation.node for violation in violations(graph)}
    copied = 0
    for row in graph.query(ITEMS):
        if str(row.item) in bad:
            continue
        kind = str(row.kind).rpartition("#")[2].lower()
        await neo4j.write(
            MERGE,
            person=str(row.person),
            nino=str(row.person).rpartition("/")[2],
            item=str(row.item),
            amount=float(row.amount),
            year=str(row.year),
            kind=kind,
            evidence=str(row.evidence),
        )
        copied += 1
    log.info("projected", tenant=tenant, copied=copied, held_back=len(bad))
    return {"copied": copied, "held_back": len(bad)}
