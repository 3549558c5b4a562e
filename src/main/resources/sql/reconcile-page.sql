-- Writes what a page of Circle's list comes to: whom it shows, in what they differ, and that the run has come so far; all of it or nothing. Who was seen on an earlier page counts once. When the list is read once more, it is written of whom it says what it said before, and of whom not.
WITH document AS MATERIALIZED (
    SELECT CAST(:#${body} AS jsonb) AS d
), held AS MATERIALIZED (
    SELECT r.id, r.pass
    FROM reconciliation AS r, document
    WHERE r.id = CAST(d ->> 'run' AS bigint) AND r.lease_token = CAST(d ->> 'token' AS uuid)
    FOR UPDATE OF r
), locked AS MATERIALIZED (
    -- Whoever is erased meanwhile leaves nothing behind.
    SELECT id
    FROM profile
    WHERE id = ANY (ARRAY(
        SELECT r.profile_id
        FROM held, document, jsonb_to_recordset(d -> 'findings') AS r (profile_id uuid)
        WHERE r.profile_id IS NOT NULL))
    ORDER BY id
    FOR KEY SHARE
), seen AS (
    INSERT INTO reconciliation_member (reconciliation_id, circle_member_id, email_hash)
    SELECT held.id, r.id, r.hash
    FROM held, document, jsonb_to_recordset(d -> 'members') AS r (id bigint, hash bigint)
    ON CONFLICT DO NOTHING
    RETURNING circle_member_id, email_hash
), twice AS MATERIALIZED (
    SELECT seen.circle_member_id, other.circle_member_id AS other_member_id
    FROM held, seen,
        LATERAL (
            SELECT circle_member_id
            FROM reconciliation_member
            WHERE reconciliation_id = held.id AND email_hash = seen.email_hash
            LIMIT 1) AS other
    WHERE seen.email_hash <> 0
), found AS (
    INSERT INTO reconciliation_finding (
        reconciliation_id, kind, circle_member_id, profile_id, fields, approved, other_member_id, reason, member, asks, told)
    SELECT held.id, CASE WHEN twice.circle_member_id IS NULL THEN r.kind ELSE 'duplicate' END, r.circle_member_id,
        r.profile_id, r.fields, r.approved, coalesce(twice.other_member_id, r.other_member_id), r.reason, r.member, r.asks, r.told
    FROM held, document,
        LATERAL jsonb_to_recordset(d -> 'findings') AS r (
            kind text, circle_member_id bigint, profile_id uuid, fields jsonb, approved boolean, other_member_id bigint,
            reason text, member text, asks boolean, told boolean)
        JOIN seen ON seen.circle_member_id = r.circle_member_id
        LEFT JOIN twice ON twice.circle_member_id = r.circle_member_id
    WHERE held.pass = 1 AND (r.profile_id IS NULL OR r.profile_id IN (SELECT id FROM locked))
    ORDER BY r.circle_member_id
    RETURNING id
), again AS MATERIALIZED (
    SELECT mine.id, r.member, r.asks,
        -- Of whom it is not plain who they are, the list can say no more than that.
        r.kind = mine.kind AND r.fields = mine.fields
            OR mine.kind = 'duplicate' AND r.kind IN ('missing-there', 'returned', 'identity-conflict') AS is_same
    FROM held CROSS JOIN document CROSS JOIN seen
        CROSS JOIN LATERAL (
            SELECT id, kind, fields
            FROM reconciliation_finding
            WHERE circle_member_id = seen.circle_member_id AND reconciliation_id = held.id AND state = 'open' AND held.pass > 1
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
    reason = NULL,
    step = CASE WHEN CAST(d ->> 'last' AS boolean) THEN 'left' ELSE 'scan' END,
    due_at = now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
FROM held, document, (SELECT count(*) FROM found) AS once_all_is_found, (SELECT count(*) FROM checked) AS once_all_is_checked
WHERE r.id = held.id
RETURNING r.*
