import aiosmtplib
