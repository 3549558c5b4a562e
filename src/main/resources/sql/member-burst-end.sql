-- Gives the members of a burst back who were on no page that was read: Circle is asked for them.
WITH asked AS MATERIALIZED (
    SELECT CAST(:#${body} AS jsonb) AS d
), held AS MATERIALIZED (
    -- Locked in one order everywhere, so that two writers never wait for each other.
    SELECT m.circle_member_id, rest.place
    FROM (
            SELECT r.*
            FROM asked, jsonb_to_recordset(d -> 'members') AS r (id bigint, place timestamptz)
            ORDER BY r.id) AS rest,
        LATERAL (
            SELECT circle_member_id
            FROM member_sync
            WHERE circle_member_id = rest.id AND lease_token = (SELECT CAST(d ->> 'token' AS uuid) FROM asked)
            FOR UPDATE) AS m
)
UPDATE member_sync AS m
SET lease_token = NULL,
    due_at = CASE
        WHEN m.asked_for THEN before_all_others()
        ELSE held.place
    END
FROM held
WHERE m.circle_member_id = held.circle_member_id
