import aiofiles


async def stored(path):
    async with aiofiles.open(path) as file:
        return await file.read()
