import msgpack
from fastapi import APIRouter

router = APIRouter()
