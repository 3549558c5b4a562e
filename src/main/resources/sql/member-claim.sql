-- Takes due members under a lease, longest waiting first, and the calls to Circle that they may need: no more members than calls, but for whom a person asked for where only the month's are used up; and none while Circle is not called, or for a node that keeps the fields under other keys than the one that was started last. A member whose holder died is due again when its lease ends.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(# AS jsonb)) AS r (
        "limit" bigint, calls_each integer, own bigint, pause_micros bigint, burst integer, quota integer,
        lease_millis bigint, keys jsonb)
), circle AS MATERIALIZED (
    -- Locked only where somebody is due, for each node looks often.
    SELECT p AS partner, calls_free(p, own, pause_micros, burst, quota) AS calls
    FROM partner AS p, asked
    WHERE p.name = 'circle' AND p.state = 'closed' AND EXISTS (SELECT FROM member_sync WHERE due_at <= now())
        AND are_kept_keys(keys)
    FOR UPDATE OF p
), room AS MATERIALIZED (
    SELECT LEAST("limit", calls / calls_each) AS members,
        CASE
            WHEN calls >= calls_each THEN 0
            ELSE LEAST("limit", calls_free(partner, own, pause_micros, burst, 2147483647) / calls_each)
        END AS for_a_person
    FROM circle, asked
), longest AS MATERIALIZED (
    SELECT circle_member_id, hints
    FROM member_sync
    WHERE due_at <= now()
    ORDER BY due_at
    -- Never null, which would be no limit.
    LIMIT COALESCE((SELECT GREATEST(members, 0) FROM room), 0)
    FOR UPDATE SKIP LOCKED
), asked_for AS MATERIALIZED (
    SELECT circle_member_id, hints
    FROM member_sync
    WHERE asked_for AND due_at <= now()
    ORDER BY due_at
    LIMIT COALESCE((SELECT GREATEST(for_a_person, 0) FROM room), 0)
    FOR UPDATE SKIP LOCKED
), due AS MATERIALIZED (
    SELECT * FROM longest
    UNION ALL
    SELECT * FROM asked_for
), paid AS (
    UPDATE partner AS p
    SET (next_at, minute, minute_calls, month, month_calls) = (SELECT * FROM after_calls(p, members * calls_each - own, pause_micros))
    FROM asked, (SELECT count(*) AS members FROM due) AS claimed
    WHERE p.name = 'circle' AND (members > 0 OR own <> 0)
)
UPDATE member_sync AS m
SET lease_token = gen_random_uuid(),
    hints = '[]',
    due_at = now() + lease_millis * interval '1 millisecond'
FROM due, asked
WHERE m.circle_member_id = due.circle_member_id
RETURNING m.circle_member_id, m.lease_token, m.generation,
    -- Data of an event count only if nothing but it made the member due since the last sync; so do hints, all of them.
    m.generation - m.synced_generation AS reasons, m.attempts, m.snapshot, m.event_id, now() AS claimed_at,
    m.sent::text AS sent, due.hints::text AS hints, m.quiet_generation = m.generation AS quiet,
    m.traceparent,
    -- Whether somebody who is not there has come, only Circle can tell, however new an event is.
    (SELECT CASE WHEN p.left_at IS NULL AND NOT p.invited THEN p.circle_updated_at ELSE 'infinity' END
        FROM profile AS p
        WHERE p.circle_member_id = m.circle_member_id) AS known_until
