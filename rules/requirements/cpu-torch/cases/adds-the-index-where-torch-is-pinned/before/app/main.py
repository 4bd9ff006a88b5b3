import fastapi
import torch
import torchvision

print(torch, torchvision, fastapi)
