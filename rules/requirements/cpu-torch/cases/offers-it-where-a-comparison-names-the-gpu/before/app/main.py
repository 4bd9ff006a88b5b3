import os

import fastapi
import torch

device = os.environ.get("DEVICE", "cpu")
if device == "cuda":
    torch.cuda.empty_cache()
print(torch.zeros(1).to(device), fastapi)
