import re


class Token:
    def __init__(self, text):
        self.text = text
        self.lower_ = text.lower()
        self.is_punct = bool(re.fullmatch(r"[^\w\s]+", text))
        self.is_space = text.isspace()
        self.like_num = bool(re.fullmatch(r"[\d.,]*\d[\d.,]*", text))
        self.is_stop = self.lower_ in {"a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"}

    def __str__(self):
        return self.text


class English:
    lang = "en"

    def __init__(self):
        self.tokenizer = self

    def __call__(self, text):
        return [Token(word) for word in re.findall(r"\w+(?:[.,]\d+)*|[^\w\s]", text)]

    def pipe(self, texts, batch_size=None):
        return (self(text) for text in texts)
