import chainlit


@chainlit.on_message
async def answer(message):
    await message.reply()
