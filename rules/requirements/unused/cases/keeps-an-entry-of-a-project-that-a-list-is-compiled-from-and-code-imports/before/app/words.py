def stop_words() -> list[str]:
    from nltk.corpus import stopwords

    return stopwords.words("english")
