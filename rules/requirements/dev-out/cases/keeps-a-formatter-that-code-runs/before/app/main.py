from fastapi import FastAPI

app = FastAPI()

import subprocess

subprocess.run(["black", "generated.py"], check=True)
