import os

import hiredis
from sqlalchemy import create_engine

create_engine(os.environ["DATABASE_URL"])
