-- Gives back the members that this process stops working on: others take them at once, and those whose row somebody holds at the end of their leases.
WITH held AS (
    -- Locked in one order everywhere, so that two writers never wait for each other.
    SELECT m.circle_member_id
    FROM (
            SELECT r.*
            FROM jsonb_to_recordset(CAST(? AS jsonb)) AS r (member_id bigint, token uuid)
            ORDER BY r.member_id) AS s,
        LATERAL (
            SELECT circle_member_id
            FROM member_sync
            WHERE circle_member_id = s.member_id AND lease_token = s.token
            FOR UPDATE SKIP LOCKED) AS m
)
UPDATE member_sync
SET due_at = now(), lease_token = NULL
FROM held
WHERE member_sync.circle_member_id = held.circle_member_id
