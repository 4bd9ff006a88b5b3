import aitk
