import os

from alembic import context
from sqlalchemy import create_engine, pool

from apps.svc_forms.models import Base

config = context.config
url = os.environ.get("MIGRATIONS_URL") or config.get_main_option("sqlalchemy.url")


def mine(obj, name, kind, reflected, compare_to):
    # the database is shared with other services, look at our tables only
    return kind != "table" or name in Base.metadata.tables


if context.is_offline_mode():
    context.configure(url=url, target_metadata=Base.metadata, literal_binds=True, version_table="forms_alembic_version")
    with context.begin_transaction():
        context.run_migrations()
else:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=mine,
            version_table="forms_alembic_version",
        )
        with context.begin_transaction():
            context.run_migrations()
