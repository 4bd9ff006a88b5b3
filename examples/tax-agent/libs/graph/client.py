from neo4j import AsyncGraphDatabase
from pydantic_settings import BaseSettings


class GraphSettings(BaseSettings):
    neo4j_uri: str = "bolt://localhost:7687"
    neo4j_user: str = "neo4j"
    neo4j_password: str = "taxgraph"
    neo4j_database: str = "neo4j"


class Graph:
    """Thin on purpose: Cypher in, plain dictionaries out."""

    def __init__(self, settings: GraphSettings | None = None):
        self.settings = settings or GraphSettings()
        self.driver = AsyncGraphDatabase.driver(
            self.settings.neo4j_uri, auth=(self.settings.neo4j_user, self.settings.neo4j_password)
        )

    async def read(self, cypher: str, **parameters) -> list[dict]:
        async with self.driver.session(database=self.settings.neo4j_database, default_access_mode="READ") as session:
            result = await session.run(cypher, parameters)
            return [record.data() async for record in result]

    async def write(self, cypher: str, **parameters) -> dict:
        async with self.driver.session(database=self.settings.neo4j_database) as session:
            result = await session.run(cypher, parameters)
            summary = await result.consume()
            return {"nodes": summary.counters.nodes_created, "relationships": summary.counters.relationships_created}

    async def ping(self) -> bool:
        await self.driver.verify_connectivity()
        return True

    async def close(self) -> None:
        await self.driver.close()
