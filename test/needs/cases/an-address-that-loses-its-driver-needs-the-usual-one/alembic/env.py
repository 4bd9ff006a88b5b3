import os

from alembic import context
from sqlalchemy import create_engine

with create_engine(os.environ['SHOP'].replace('+asyncpg', '')).connect() as connection:
    context.configure(connection=connection)
