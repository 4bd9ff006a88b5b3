from pydantic_settings import BaseSettings
from sqlalchemy import URL, create_engine
from sqlalchemy.ext.asyncio import create_async_engine


class Settings(BaseSettings):
    database: str = "postgresql+asyncpg://app@db/app"


old = create_engine(URL.create(drivername="mysql+pymysql", host="old"))
new = create_async_engine(Settings().database)
