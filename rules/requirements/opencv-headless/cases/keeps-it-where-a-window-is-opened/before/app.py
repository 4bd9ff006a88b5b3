import cv2 as cv

while True:
    cv.imshow("frame", cv.imread("a.png"))
    if cv.waitKey(1) == 27:
        break
