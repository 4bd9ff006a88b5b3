import fastapi
import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
print(torch.zeros(1).to(device), fastapi)
