from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health():
    return {"ok": True}


def fetch(url):
    import subprocess

    return subprocess.check_output(["curl", "-s", url])
