from sqlalchemy import create_engine

ADDRESS = "sqlite:///./recipes.db"
engine = create_engine(ADDRESS)
