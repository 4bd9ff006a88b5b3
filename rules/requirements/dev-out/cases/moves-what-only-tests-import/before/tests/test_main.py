from asgi_lifespan import LifespanManager

from app.main import app


async def test_starts():
    async with LifespanManager(app):
        pass
