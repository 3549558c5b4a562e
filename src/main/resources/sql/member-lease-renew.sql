-- Keeps the members that this process still works on, apart from those whose row somebody holds: the others must not wait for them.
WITH held AS (
    -- Locked in one order everywhere, so that two writers never wait for each other.
    SELECT m.circle_member_id
    FROM (
            SELECT r.*
            FROM jsonb_to_recordset(CAST(:#${body} AS jsonb)) AS r (member_id bigint, token uuid)
            ORDER BY r.member_id) AS s,
        LATERAL (
            SELECT circle_member_id
            FROM member_sync
            WHERE circle_member_id = s.member_id AND lease_token = s.token
            FOR UPDATE SKIP LOCKED) AS m
)
UPDATE member_sync
SET due_at = now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
FROM held
WHERE member_sync.circle_member_id = held.circle_member_id
