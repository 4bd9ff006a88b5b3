import easyocr

reader = easyocr.Reader(["en"], gpu=False)
