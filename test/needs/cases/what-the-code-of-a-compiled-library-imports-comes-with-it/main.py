import cv2
import ray
