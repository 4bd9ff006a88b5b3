import fastapi
import torch

print(fastapi, torch)
