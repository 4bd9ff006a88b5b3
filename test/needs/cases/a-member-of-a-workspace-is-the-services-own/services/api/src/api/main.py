from core.log import logger


async def app(scope, receive, send):
    logger.info("request")
