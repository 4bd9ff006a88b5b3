import acme_shop_client


async def app(scope, receive, send):
    pass
