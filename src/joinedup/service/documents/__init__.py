"""Documents to take away: tagged PDF and Word, made from the register's values."""
