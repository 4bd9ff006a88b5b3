from faker import Faker
from fastapi import FastAPI

app = FastAPI()
names = Faker()
