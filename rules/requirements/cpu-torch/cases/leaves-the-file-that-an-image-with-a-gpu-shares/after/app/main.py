import fastapi
import torch

print(torch.zeros(1))
