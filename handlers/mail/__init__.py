"""E-mail: what a letter says, whose it is, and what it does to a ticket (R1.2, R7). Optional: `bot/mail`."""
