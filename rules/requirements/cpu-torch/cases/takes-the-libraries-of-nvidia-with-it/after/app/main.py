import fastapi
import uvicorn
import torch

print(torch.zeros(1))
