import colorlog
import boto3
from fastapi import FastAPI

app = FastAPI()
