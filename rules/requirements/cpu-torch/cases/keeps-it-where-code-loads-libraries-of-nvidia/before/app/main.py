import nvidia.nvtx
import torch

print(nvidia.nvtx, torch)
