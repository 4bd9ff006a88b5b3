import os

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["DATABASE_URL"])


async def totals():
    async with engine.connect() as connection:
        return (await connection.execute(text("select count(*) from orders"))).scalar()
