import geoalchemy2
import sqlalchemy as sa
from alembic import op

revision = "0001"


def upgrade():
    op.create_table("place", sa.Column("at", geoalchemy2.Geometry()))
