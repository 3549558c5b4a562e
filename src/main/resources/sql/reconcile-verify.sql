-- Writes what a page of Circle's list comes to when it is read once more: of whom it says what it said before, and of whom not; and that the run has come so far.
WITH document AS MATERIALIZED (
    SELECT CAST(:#${body} AS jsonb) AS d
), held AS MATERIALIZED (
    SELECT r.id
    FROM reconciliation AS r, document
    WHERE r.id = CAST(d ->> 'run' AS bigint) AND r.lease_token = CAST(d ->> 'token' AS uuid)
    FOR UPDATE OF r
), seen AS (
    INSERT INTO reconciliation_member (reconciliation_id, circle_member_id, email_hash)
    SELECT held.id, r.id, r.hash
    FROM held, document, jsonb_to_recordset(d -> 'members') AS r (id bigint, hash bigint)
    ON CONFLICT DO NOTHING
    RETURNING circle_member_id
), again AS MATERIALIZED (
    SELECT mine.id, r.member, r.asks,
        -- Of whom it is not plain who they are, the list can say no more than that.
        r.kind = mine.kind AND r.fields = mine.fields
            OR mine.kind = 'duplicate' AND r.kind IN ('returned', 'identity-conflict') AS is_same
    FROM held CROSS JOIN document CROSS JOIN seen
        CROSS JOIN LATERAL (
            SELECT id, kind, fields
            FROM reconciliation_finding
            WHERE circle_member_id = seen.circle_member_id AND reconciliation_id = held.id AND state = 'open'
            OFFSET 0) AS mine
        LEFT JOIN LATERAL jsonb_to_recordset(d -> 'findings') AS r (
            kind text, circle_member_id bigint, fields jsonb, member text, asks boolean)
            ON r.circle_member_id = seen.circle_member_id
), checked AS (
    UPDATE reconciliation_finding AS f
    SET verified = coalesce(again.is_same, false),
        state = CASE WHEN again.is_same THEN f.state ELSE 'outdated' END,
        member = again.member,
        asks = coalesce(again.asks, f.asks)
    FROM again
    WHERE f.id = again.id
    RETURNING f.id
)
UPDATE reconciliation AS r
SET page = r.page + 1,
    members = r.members + (SELECT count(*) FROM seen),
    counted = CAST(d ->> 'counted' AS bigint),
    attempts = 0,
    step = CASE WHEN CAST(d ->> 'last' AS boolean) THEN 'left' ELSE 'scan' END,
    due_at = now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
FROM held, document, (SELECT count(*) FROM checked) AS once_all_is_checked
WHERE r.id = held.id
RETURNING r.*
