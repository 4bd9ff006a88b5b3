def main():
    print("service")
