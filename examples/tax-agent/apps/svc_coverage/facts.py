from cachetools import TTLCache

from libs.graph.client import Graph

CLIENTS = """
MATCH (f:Firm {slug: $firm})-[:ADVISES]->(p:Taxpayer)-[:HAS_FILE]->(file:ClientFile)
RETURN p.name AS name, file.tax_year AS tax_year, properties(file) AS facts
ORDER BY name
"""


class Clients:
    """The dashboard asks every few seconds, files change a few times a day."""

    def __init__(self, graph: Graph, seconds: int = 120):
        self.graph = graph
        self.cache: TTLCache = TTLCache(maxsize=256, ttl=seconds)

    async def of(self, firm: str) -> list[dict]:
        if firm not in self.cache:
            self.cache[firm] = await self.graph.read(CLIENTS, firm=firm)
        return self.cache[firm]

    def forget(self, firm: str) -> None:
        self.cache.pop(firm, None)
