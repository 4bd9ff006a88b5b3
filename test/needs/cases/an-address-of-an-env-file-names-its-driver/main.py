import os

import sqlalchemy

sqlalchemy.create_engine(os.getenv("DATABASE_URL"))
