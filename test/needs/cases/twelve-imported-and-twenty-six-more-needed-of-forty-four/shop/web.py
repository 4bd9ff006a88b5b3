from fastapi import FastAPI, Form, Request, WebSocket
from fastapi.templating import Jinja2Templates
from starlette.middleware.sessions import SessionMiddleware

from shop import accounts, fast, reports, storage

app = FastAPI()
app.add_middleware(SessionMiddleware, secret_key="not this one")
templates = Jinja2Templates(directory="templates")


@app.post("/login")
async def login(name: str = Form(...), password: str = Form(...)):
    return {"token": accounts.token(name, password)}


@app.get("/")
async def index(request: Request):
    return templates.TemplateResponse(request, "index.html")


@app.websocket("/live")
async def live(socket: WebSocket):
    await socket.accept()
    await socket.send_text(fast.dumps(await storage.totals()))


@app.get("/report")
def report():
    return reports.monthly()
