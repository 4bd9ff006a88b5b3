from fastapi import FastAPI, Form

app = FastAPI()


@app.post('/login')
def login(name: str = Form()):
    return name
