from starlette.applications import Starlette
from starlette.templating import Jinja2Templates

app = Starlette()
pages = Jinja2Templates("templates")
