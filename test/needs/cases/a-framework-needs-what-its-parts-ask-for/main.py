from fastapi import FastAPI, UploadFile
from fastapi.responses import ORJSONResponse
from fastapi.templating import Jinja2Templates
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(default_response_class=ORJSONResponse)
app.add_middleware(SessionMiddleware, secret_key="x")
pages = Jinja2Templates("templates")


@app.post("/up")
def up(file: UploadFile):
    return file.filename
