import fastapi
import torch

print(fastapi, torch)
assert torch.cuda.is_available(), "this needs a GPU"
