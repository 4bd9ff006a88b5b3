from contextlib import asynccontextmanager
from typing import Literal

from fastapi import Depends, FastAPI, HTTPException, Request
from pydantic import BaseModel, EmailStr, Field
from sqlalchemy.exc import IntegrityError

from shared.correlation import CorrelationMiddleware
from shared.database import Database
from shared.observability import Heartbeat, setup_logging
from src.containers import Containers
from src.settings import get_settings
from src.tokens import at_least, issue
from src.users import Users


@asynccontextmanager
async def lifespan(app: FastAPI):
    settings = get_settings()
    setup_logging("admin-api", settings.log_level)
    database = Database(settings.postgres_url)
    await database.create_tables()
    app.state.users = Users(database)
    app.state.containers = Containers(settings.compose_project) if settings.docker_enabled else None
    heartbeat = Heartbeat("admin-api", settings.heartbeat_url)
    heartbeat.start()
    yield
    await heartbeat.stop()
    await database.close()


app = FastAPI(title="Admin API", lifespan=lifespan)
app.add_middleware(CorrelationMiddleware)


class Login(BaseModel):
    # JSON, not a form: the dashboard posts JSON everywhere
    email: EmailStr
    password: str


class NewUser(Login):
    password: str = Field(min_length=10, max_length=128)
    role: Literal["viewer", "operator", "admin"] = "viewer"


def users(request: Request) -> Users:
    return request.app.state.users


def containers(request: Request) -> Containers:
    if request.app.state.containers is None:
        raise HTTPException(503, "docker is switched off")
    return request.app.state.containers


@app.get("/health")
async def health() -> dict:
    return {"status": "ok"}


@app.post("/login")
async def login(body: Login, people: Users = Depends(users), settings=Depends(get_settings)) -> dict:
    user = await people.check(body.email, body.password)
    if user is None:
        raise HTTPException(401, "wrong address or password")
    return {"token": issue(user.email, user.role, settings), "role": user.role}


@app.post("/users", status_code=201)
async def add_user(body: NewUser, people: Users = Depends(users), who: dict = Depends(at_least("admin"))) -> dict:
    try:
        user = await people.add(body.email, body.password, body.role)
    except IntegrityError as error:
        raise HTTPException(409, "this address is taken") from error
    await people.audit(who["sub"], "add user", user.email)
    return {"email": user.email, "role": user.role}


@app.get("/audit")
async def audit(people: Users = Depends(users), _: dict = Depends(at_least("admin"))) -> list[dict]:
    return await people.trail()


@app.get("/services")
def list_services(docker: Containers = Depends(containers), _: dict = Depends(at_least("viewer"))) -> list[dict]:
    return docker.all()


@app.get("/services/{service}/memory")
def memory(service: str, docker: Containers = Depends(containers), _: dict = Depends(at_least("viewer"))) -> dict:
    try:
        return docker.memory(service)
    except LookupError as error:
        raise HTTPException(404, f"no service {service}") from error


@app.post("/services/{service}/restart")
async def restart(
    service: str,
    docker: Containers = Depends(containers),
    people: Users = Depends(users),
    who: dict = Depends(at_least("operator")),
) -> dict:
    try:
        status = docker.restart(service)
    except LookupError as error:
        raise HTTPException(404, f"no service {service}") from error
    await people.audit(who["sub"], "restart", service)
    return {"service": service, "status": status}
