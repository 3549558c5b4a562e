-- What is next to be looked through for what is too old to be kept?
SELECT name FROM housekeeping WHERE due_at <= now() ORDER BY due_at LIMIT 1
