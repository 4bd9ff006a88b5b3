"""SHACL over a tenant's graph: what the reasoner may rely on."""

from dataclasses import dataclass
from functools import lru_cache

import pyshacl
from rdflib import RDF, SH, Graph

from .triples import ONTOLOGY


@dataclass(frozen=True)
class Violation:
    node: str
    path: str
    message: str


@lru_cache
def shapes() -> Graph:
    return Graph().parse(ONTOLOGY / "shapes.ttl")


@lru_cache
def ontology() -> Graph:
    return Graph().parse(ONTOLOGY / "tax.ttl")


def violations(data: Graph) -> list[Violation]:
    copy = Graph()
    for triple in data:
        copy.add(triple)
    # rdfs: an Employment is an IncomeItem because the ontology says so
    _, report, _ = pyshacl.validate(copy, shacl_graph=shapes(), ont_graph=ontology(), inference="rdfs", advanced=False)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path = str(report.value(result, SH.resultPath) or "").rpartition("#")[2]
        found.append(
            Violation(str(report.value(result, SH.focusNode)), path, str(report.value(result, SH.resultMessage) or ""))
        )
    return sorted(found, key=lambda item: (item.node, item.path))
