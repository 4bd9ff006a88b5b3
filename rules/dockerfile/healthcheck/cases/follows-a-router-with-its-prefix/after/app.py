from fastapi import FastAPI

import checks

app = FastAPI()
app.include_router(checks.router, prefix="/api")
