-- What is next to be looked through for what is too old to be kept?
WITH put_right AS (
    -- While the clock was ahead it was put off to a time that is still to come.
    UPDATE housekeeping SET due_at = now() WHERE due_at > now() + interval '2 hours'
)
SELECT name FROM housekeeping WHERE due_at <= now() ORDER BY due_at LIMIT 1
