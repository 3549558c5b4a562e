-- How long it is until a channel's next message may go out, in milliseconds: zero where it may now, and where none may within a second, or none waits.
SELECT CAST(COALESCE(max(GREATEST(ceil(extract(epoch FROM turn_of(c) - now()) * 1000), 0)), 0) AS bigint) AS wait_millis
FROM partner AS c,
    -- By itself (LIMIT): a join would be planned once, while the tables are small, as a scan of all of them.
    LATERAL (
        SELECT FROM outbox
        WHERE channel = c.name AND state = 'pending' AND due_at <= now() AND (leased_until IS NULL OR leased_until <= now())
        LIMIT 1) AS waiting
WHERE c.name = :#channel AND turn_of(c) <= now() + interval '1 second'
