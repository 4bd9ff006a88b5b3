"""Statements about taxpayers as RDF, in the store that TRIPLE_STORE names."""

from decimal import Decimal
from pathlib import Path

from rdflib import RDF, XSD, Dataset, Graph, Literal, Namespace, URIRef

TAX = Namespace("https://example.org/tax#")
ONTOLOGY = Path(__file__).with_name("ontology")
KINDS = {"p60": TAX.Employment, "p45": TAX.Employment, "SA102": TAX.Employment, "SA105": TAX.PropertyIncome}


def taxpayer(tenant: str, nino: str) -> URIRef:
    return URIRef(f"https://example.org/tenants/{tenant}/taxpayers/{nino}")


def item_uri(document_id: str, index: int) -> URIRef:
    return URIRef(f"https://example.org/items/{document_id}/{index}")


class Triples:
    """One named graph per tenant. "Oxigraph" is three times rdflib's own memory store in our loads."""

    def __init__(self, store: str = "Oxigraph", path: str | None = None):
        self.dataset = Dataset(store=store)
        if path:
            self.dataset.open(path, create=True)
        self.dataset.bind("tax", TAX)

    def graph(self, tenant: str) -> Graph:
        return self.dataset.graph(URIRef(f"https://example.org/tenants/{tenant}"))

    def add_item(
        self, tenant: str, nino: str, kind: str, amount: str, tax_year: str, document_id: str, index: int = 0
    ) -> URIRef:
        graph, person, item = self.graph(tenant), taxpayer(tenant, nino), item_uri(document_id, index)
        graph.add((person, RDF.type, TAX.Taxpayer))
        graph.add((person, TAX.hasItem, item))
        graph.add((item, RDF.type, KINDS.get(kind, TAX.IncomeItem)))
        # replaced, not added: a document may be read again
        graph.set((item, TAX.amount, Literal(Decimal(amount), datatype=XSD.decimal)))
        graph.set((item, TAX.taxYear, Literal(tax_year)))
        graph.set((item, TAX.evidence, Literal(document_id)))
        return item

    def totals(self, tenant: str, nino: str) -> list[dict]:
        query = """
            PREFIX tax: <https://example.org/tax#>
            SELECT ?year (SUM(?amount) AS ?total) (COUNT(?item) AS ?items) WHERE {
                ?person tax:hasItem ?item . ?item tax:taxYear ?year ; tax:amount ?amount .
            } GROUP BY ?year ORDER BY ?year"""
        rows = self.graph(tenant).query(query, initBindings={"person": taxpayer(tenant, nino)})
        return [
            {"tax_year": str(row.year), "total": str(row.total), "items": int(row["items"])}
            for row in rows
            if row.year is not None
        ]

    def export(self, tenant: str, form: str = "turtle") -> str:
        return self.graph(tenant).serialize(format=form)
