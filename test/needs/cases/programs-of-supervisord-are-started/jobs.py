import schedule
