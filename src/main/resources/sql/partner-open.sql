-- Stops the calls to a partner until a person lets them go on.
UPDATE partner
SET state = 'open',
    since = CASE WHEN state = 'closed' THEN now() ELSE since END,
    reason = 'stopped by a person',
    next_at = 'infinity'
WHERE name = :#name
