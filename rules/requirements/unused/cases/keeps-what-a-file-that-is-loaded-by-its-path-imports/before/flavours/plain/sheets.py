import gspread


def rows(name):
    return gspread.service_account().open(name).sheet1.get_all_records()
