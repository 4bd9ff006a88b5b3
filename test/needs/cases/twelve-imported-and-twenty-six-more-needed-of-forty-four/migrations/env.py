from sqlalchemy import engine_from_config, pool

from alembic import context

config = context.config
engine = engine_from_config(config.get_section("alembic"), prefix="sqlalchemy.", poolclass=pool.NullPool)
with engine.connect() as connection:
    context.configure(connection=connection)
    context.run_migrations()
