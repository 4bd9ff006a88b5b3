import sys

import cv2

image = cv2.imread(sys.argv[1])
cv2.imwrite("small.png", cv2.resize(image, (64, 64)))
