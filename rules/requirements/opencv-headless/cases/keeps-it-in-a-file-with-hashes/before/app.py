import cv2


def shape(path):
    return cv2.imread(path).shape


print(shape("photo.png"))
