"""Turns a pattern into one sentence that a person would say."""
import torch
import transformers


class Phraser:
    def __init__(self, name: str) -> None:
        # the slow tokenizer: the converted fast one drops the degree sign
        self._tokenizer = transformers.T5Tokenizer.from_pretrained(name, legacy=True)
        self._model = transformers.T5ForConditionalGeneration.from_pretrained(name)
        self._model.eval()

    def phrase(self, facts: str, max_new_tokens: int = 48) -> str:
        prompt = f"Write one short sentence that proposes this home automation: {facts}"
        inputs = self._tokenizer(prompt, return_tensors="pt", truncation=True, max_length=256)
        with torch.no_grad():
            output = self._model.generate(**inputs, max_new_tokens=max_new_tokens, num_beams=2)
        return self._tokenizer.decode(output[0], skip_special_tokens=True).strip()
