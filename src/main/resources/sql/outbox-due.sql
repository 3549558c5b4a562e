-- Which channels have a message that may go out within a second, and of what kind are they?
SELECT c.name AS channel, split_part(c.name, ':', 1) AS kind
FROM partner AS c,
    -- One by one: a join would be planned once, while the tables are small, as a scan of all of them.
    LATERAL (
        SELECT FROM outbox
        WHERE channel = c.name AND state = 'pending' AND due_at <= now() AND (leased_until IS NULL OR leased_until <= now())
        LIMIT 1) AS waiting
WHERE turn_of(c) <= now() + interval '1 second'
