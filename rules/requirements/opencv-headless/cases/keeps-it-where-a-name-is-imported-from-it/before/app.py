from cv2 import imread, selectROI

print(selectROI("pick", imread("a.png")))
