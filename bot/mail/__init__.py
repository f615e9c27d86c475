"""E-mail, the second way in and out (R1.2, R7). Optional: `pip install '.[mail]'` and the MAIL_* settings."""
