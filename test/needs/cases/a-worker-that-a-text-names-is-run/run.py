import uvicorn

uvicorn.run("service.main:app", host="0.0.0.0")
