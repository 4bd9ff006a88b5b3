from fastapi import FastAPI

app = FastAPI()


@app.get("/words")
def words(text: str) -> list[str]:
    from nltk import word_tokenize

    return word_tokenize(text)
