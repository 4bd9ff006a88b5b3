"""ui-review: people look at what the machines were unsure of."""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates
from starlette.middleware.sessions import SessionMiddleware

from libs.database.engine import Database
from libs.observability import instrument
from libs.security.passwords import check_password
from libs.settings import ServiceSettings

from .demo import invented
from .store import AlreadyDecided, Reviews
from .text import to_html


class Settings(ServiceSettings):
    session_secret: str = "change-me"
    demo_mode: bool = False


class LoginNeeded(Exception):
    pass


settings = Settings()
pages = Jinja2Templates(directory=Path(__file__).with_name("templates"))


async def fill_demo(database: Database) -> None:
    if not await Reviews(database).open_items(1):
        async with database.session() as session:
            session.add_all(invented())
            await session.commit()


@asynccontextmanager
async def lifespan(app: FastAPI):
    database = getattr(app.state, "database", None) or Database()
    app.state.reviews = Reviews(database)
    await database.create_tables()
    if settings.demo_mode:
        await fill_demo(database)
    yield
    await database.close()


app = FastAPI(title="Review", lifespan=lifespan, docs_url=None)
app.add_middleware(
    SessionMiddleware, secret_key=settings.session_secret, https_only=settings.is_production, max_age=8 * 3600
)
instrument(app, "ui-review")


def reviewer(request: Request) -> str:
    account = request.session.get("account")
    if not account:
        raise LoginNeeded
    return account


@app.exception_handler(LoginNeeded)
async def to_login(request: Request, error: LoginNeeded) -> RedirectResponse:
    return RedirectResponse("/login", status_code=303)


def page(request: Request, name: str, title: str, status: int = 200, **values) -> HTMLResponse:
    notes = request.session.pop("notes", [])
    return pages.TemplateResponse(
        request,
        name,
        {"title": title, "notes": notes, "reviewer": request.session.get("account"), **values},
        status_code=status,
    )


@app.get("/login")
async def login_form(request: Request) -> HTMLResponse:
    return page(request, "login.html", "Log in")


@app.post("/login")
async def login(request: Request, account: str = Form(), password: str = Form()):
    found = await request.app.state.reviews.reviewer(account)
    fits = found is not None and (await asyncio.to_thread(check_password, password, found.password))[0]
    if not fits:
        request.session["notes"] = ["Wrong account or password."]
        return page(request, "login.html", "Log in", 401)
    request.session["account"] = account
    return RedirectResponse("/", status_code=303)


@app.get("/logout")
async def logout(request: Request) -> RedirectResponse:
    request.session.clear()
    return RedirectResponse("/login", status_code=303)


@app.get("/")
async def queue(request: Request, who: str = Depends(reviewer)) -> HTMLResponse:
    return page(request, "queue.html", "Queue", items=await request.app.state.reviews.open_items())


@app.get("/items/{item_id}")
async def show(request: Request, item_id: int, who: str = Depends(reviewer)) -> HTMLResponse:
    item = await request.app.state.reviews.item(item_id)
    if item is None:
        raise HTTPException(404, "no such item")
    return page(request, "item.html", item.client, item=item, explanation=to_html(item.explanation))


@app.post("/items/{item_id}")
async def decide(
    request: Request,
    item_id: int,
    decision: str = Form(pattern="^(accept|reject)$"),
    value: str = Form(),
    comment: str = Form(""),
    who: str = Depends(reviewer),
) -> RedirectResponse:
    try:
        item = await request.app.state.reviews.decide(item_id, who, decision, value.strip(), comment.strip())
        request.session["notes"] = [f"{item.client}: {item.state}"]
    except AlreadyDecided:
        request.session["notes"] = ["Someone was faster."]
    return RedirectResponse("/", status_code=303)
