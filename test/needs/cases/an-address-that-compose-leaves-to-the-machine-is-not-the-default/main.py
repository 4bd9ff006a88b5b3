import os

from sqlalchemy import create_engine

engine = create_engine(
    os.getenv(
        "LEDGER_URL",
        "mysql+pymysql://ledger@db/ledger",
    )
)
