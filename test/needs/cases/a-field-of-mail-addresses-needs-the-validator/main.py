from fastapi import FastAPI
from pydantic import BaseModel, EmailStr

app = FastAPI()


class Person(BaseModel):
    mail: EmailStr
