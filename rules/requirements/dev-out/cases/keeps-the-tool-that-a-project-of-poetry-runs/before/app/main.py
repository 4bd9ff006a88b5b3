import pytest
from fastapi import FastAPI

app = FastAPI()


@app.post("/check")
def check() -> int:
    return pytest.main(["--pyargs", "app"])
