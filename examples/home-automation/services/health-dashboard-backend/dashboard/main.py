import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, HTTPException, Request, WebSocket, WebSocketDisconnect
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel
from starlette.middleware.sessions import SessionMiddleware

from dashboard import poller
from dashboard.board import Board
from dashboard.settings import get_settings
from shared.observability import process_metrics, setup_logging

templates = Jinja2Templates(directory=str(Path(__file__).parent / "templates"))


class Beat(BaseModel):
    service: str
    uptime: float
    failures: int = 0
    process: dict | None = None


class Credentials(BaseModel):
    email: str
    password: str


def create_app() -> FastAPI:
    settings = get_settings()
    board = Board(settings.late_after, settings.dead_after)

    @asynccontextmanager
    async def lifespan(_: FastAPI):
        setup_logging("health-dashboard", settings.log_level)
        task = asyncio.create_task(poller.poll(board, settings.targets()))
        yield
        task.cancel()

    app = FastAPI(title="Health dashboard", lifespan=lifespan)
    app.add_middleware(SessionMiddleware, secret_key=settings.session_secret, same_site="strict")
    app.state.board = board

    @app.get("/health")
    async def health():
        return {"status": "ok", "process": process_metrics()}

    @app.post("/beat", status_code=202)
    async def beat(body: Beat):
        board.beat(body.service, body.uptime, (body.process or {}).get("rss"))
        return {}

    @app.post("/login")
    async def login(body: Credentials, request: Request):
        role = await poller.login(settings.admin_url, body.email, body.password)
        if role is None:
            raise HTTPException(401, "wrong address or password")
        request.session["user"] = {"email": body.email, "role": role}
        return {"role": role}

    @app.get("/")
    async def index(request: Request):
        context = {"rows": board.rows(), "user": request.session.get("user")}
        return templates.TemplateResponse(request, "index.html", context)

    @app.websocket("/live")
    async def live(socket: WebSocket):
        await socket.accept()
        try:
            while True:
                await socket.send_json(board.rows())
                await asyncio.sleep(5)
        except WebSocketDisconnect:
            return

    return app


def __getattr__(name: str):
    # gunicorn asks for dashboard.main:app; tests make their own
    if name == "app":
        globals()["app"] = create_app()
        return globals()["app"]
    raise AttributeError(name)
