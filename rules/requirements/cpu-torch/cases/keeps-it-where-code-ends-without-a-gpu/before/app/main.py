import fastapi
import torch

print(fastapi, torch)
if not torch.cuda.is_available():
    raise SystemExit("this needs a GPU")
