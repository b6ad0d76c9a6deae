"""The operator's commands: what no request may do, on the machine that has the database and its secrets."""
