import flash_attn
import torch

print(torch.zeros(1))
