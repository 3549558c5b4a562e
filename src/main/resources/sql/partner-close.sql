-- Lets the calls to a partner go on, and all that wait begin a new count where it is Circle.
WITH closed AS (
    UPDATE partner
    SET state = 'closed', since = now(), reason = NULL, refusals = 0, next_at = now()
    WHERE name = :#name AND state <> 'closed'
    RETURNING name
)
SELECT count_attempts_anew() FROM closed WHERE name = 'circle'
