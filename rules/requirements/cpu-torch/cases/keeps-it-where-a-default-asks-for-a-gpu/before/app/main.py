import torch


def load(path: str, device: str = "cuda"):
    return torch.load(path).to(device)


print(load("model.pt"))
