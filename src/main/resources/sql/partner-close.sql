-- Lets the calls to a partner go on, and all that wait begin a new count where it is Circle.
WITH closed AS (
    UPDATE partner
    SET state = 'closed', since = now(), reason = NULL, next_at = now(),
        -- Where messages were refused, the next one still tells whether that is over.
        refusals = CASE name WHEN 'circle' THEN 0 ELSE LEAST(refusals, 1) END
    WHERE name = :#name AND state <> 'closed'
    RETURNING name
)
SELECT count_attempts_anew() FROM closed WHERE name = 'circle'
