from transformers import AutoModel

model = AutoModel.from_pretrained("acme/vision", trust_remote_code=True)
