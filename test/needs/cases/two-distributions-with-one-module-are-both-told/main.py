import cv2
import psycopg2
