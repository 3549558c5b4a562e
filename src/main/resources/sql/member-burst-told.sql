-- Gives members of a burst back with what a page of Circle's list tells of them. Whoever has become due once more since they were taken may have been read before that, so Circle is asked for them.
WITH asked AS MATERIALIZED (
    SELECT CAST(:#${body} AS jsonb) AS d
), shown AS MATERIALIZED (
    SELECT m.circle_member_id, m.generation = r.generation AS is_current, r.member, r.place
    -- Locked in one order everywhere, so that two writers never wait for each other.
    FROM (
            SELECT r.*
            FROM asked, jsonb_to_recordset(d -> 'members') AS r (id bigint, generation bigint, place timestamptz, member text)
            ORDER BY r.id) AS r,
        LATERAL (
            SELECT circle_member_id, generation, lease_token
            FROM member_sync
            WHERE circle_member_id = r.id AND lease_token = (SELECT CAST(d ->> 'token' AS uuid) FROM asked)
            FOR UPDATE) AS m
)
UPDATE member_sync AS m
SET lease_token = NULL,
    due_at = CASE
        WHEN m.asked_for THEN before_all_others()
        ELSE shown.place
    END,
    snapshot = CASE WHEN shown.is_current THEN shown.member ELSE m.snapshot END,
    -- The page was read after all that had made them due, so it is the one reason that is left.
    synced_generation = CASE WHEN shown.is_current THEN m.generation - 1 ELSE m.synced_generation END,
    hints = CASE WHEN shown.is_current THEN '[]' ELSE m.hints END
FROM shown
WHERE m.circle_member_id = shown.circle_member_id
