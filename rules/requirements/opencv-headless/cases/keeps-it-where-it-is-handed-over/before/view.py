def show(library, picture):
    library.imshow("picture", picture)
    library.waitKey(0)
