from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def read():
    return {"ok": True}


from fastapi import WebSocket


@app.websocket("/ws")
async def talk(socket: WebSocket):
    await socket.accept()
