import os

import sqlalchemy

sqlalchemy.create_engine(os.environ["DATABASE_URL"])
