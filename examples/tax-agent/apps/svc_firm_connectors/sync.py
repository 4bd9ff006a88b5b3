"""What the scheduler runs, found by its name."""

from datetime import UTC, datetime

from libs.database.engine import Database
from libs.observability.logs import get_logger
from libs.security import secrets

from .models import Connection
from .schedule import JobSettings
from .systems import SYSTEMS

log = get_logger(__name__)
FIRST = datetime(2023, 4, 6, tzinfo=UTC)


async def run(connection_id: int, database: Database | None = None, transport=None) -> int:
    database = database or Database()
    async with database.session() as session:
        connection = await session.get(Connection, connection_id)
        if connection is None:
            return 0
        token = secrets.store(JobSettings().secrets_backend).get(f"connectors/{connection.system}-{connection.firm_id}")
        system = SYSTEMS[connection.system](token, connection.tenant_ref, transport)
        count, latest = 0, connection.synced_until or FIRST
        async for transaction in system.transactions(latest):
            count += 1
            day = transaction.day if transaction.day.tzinfo else transaction.day.replace(tzinfo=UTC)
            latest = max(latest.replace(tzinfo=UTC), day)
        connection.synced_until = latest
        await session.commit()
    log.info("synced", connection=connection_id, transactions=count)
    return count
