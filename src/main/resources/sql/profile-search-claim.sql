-- Takes profiles whose member is to be looked for in Circle, under a lease, and a call for each: no more of them than calls, and none while Circle is not called. Members who are due go first, but for those who have become so when the search had waited for long.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(# AS jsonb)) AS r (
        "limit" bigint, calls_each integer, own bigint, pause_micros bigint, burst integer, quota integer)
), circle AS MATERIALIZED (
    SELECT calls_free(p, own, pause_micros, burst, quota) AS calls
    FROM partner AS p, asked
    WHERE p.name = 'circle' AND p.state = 'closed' AND EXISTS (SELECT FROM profile_search WHERE due_at <= now())
    FOR UPDATE OF p
), before AS MATERIALIZED (
    -- A member needs more than one call at a time: a search that took each single one would leave nobody else any.
    SELECT count(*) AS members
    FROM (
        SELECT
        FROM member_sync
        WHERE due_at <= LEAST(now(), (SELECT min(due_at) FROM profile_search) + interval '10 minutes')
        LIMIT COALESCE((SELECT GREATEST(calls, 0) FROM circle), 0)) AS waiting
), due AS MATERIALIZED (
    SELECT profile_id
    FROM profile_search
    WHERE due_at <= now()
    ORDER BY due_at
    -- Never null, which would be no limit.
    LIMIT COALESCE((SELECT GREATEST(LEAST("limit", calls - members * calls_each), 0) FROM circle, asked, before), 0)
    FOR UPDATE SKIP LOCKED
), paid AS (
    UPDATE partner AS p
    SET (next_at, minute, minute_calls, month, month_calls) = (SELECT * FROM after_calls(p, searches, pause_micros))
    FROM asked, (SELECT count(*) AS searches FROM due) AS claimed
    WHERE p.name = 'circle' AND searches > 0
)
-- They are made one after the other: eight of them, and each call ends within half a minute.
UPDATE profile_search AS s
SET lease_token = gen_random_uuid(),
    due_at = now() + interval '5 minutes'
FROM due
WHERE s.profile_id = due.profile_id
RETURNING s.profile_id, s.lease_token, s.attempts,
    (SELECT p.email FROM profile AS p WHERE p.id = s.profile_id) AS email
