-- Whose member was not seen in a whole scan? Looks through some of the profiles, in the order of their ids, and says how far it has come. Whom Circle has told of since the scan began is there.
WITH asked AS MATERIALIZED (
    SELECT * FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (run bigint, token uuid)
), held AS MATERIALIZED (
    SELECT r.id, r.pass, r.started_at, r.scanned_since, coalesce(r.looked_through, '00000000-0000-0000-0000-000000000000') AS looked_through
    FROM reconciliation AS r, asked
    WHERE r.id = asked.run AND r.lease_token = asked.token
    FOR UPDATE OF r
), part AS MATERIALIZED (
    SELECT id, circle_member_id, left_at
    FROM profile
    WHERE id > (SELECT looked_through FROM held)
    ORDER BY id
    LIMIT 500
), linked AS MATERIALIZED (
    SELECT id, circle_member_id FROM part WHERE circle_member_id IS NOT NULL AND left_at IS NULL
), unseen AS MATERIALIZED (
    SELECT linked.id, linked.circle_member_id
    FROM held, linked
    WHERE NOT EXISTS (
            SELECT FROM reconciliation_member AS s
            WHERE s.reconciliation_id = held.id AND s.circle_member_id = linked.circle_member_id)
        AND NOT EXISTS (
            SELECT FROM member_sync AS m
            WHERE m.circle_member_id = linked.circle_member_id AND m.synced_at >= held.scanned_since)
        -- Back under another id.
        AND NOT EXISTS (
            SELECT FROM reconciliation_finding AS f
            WHERE f.profile_id = linked.id AND f.reconciliation_id = held.id AND f.kind = 'returned')
), claimed AS (
    -- A profile that nobody has yet, and two members of the list claim, by whatever key: no order says whose it is.
    UPDATE reconciliation_finding AS f
    SET kind = 'duplicate', other_member_id = claim.other_member_id, asks = true
    FROM held, part,
        LATERAL (
            SELECT id, circle_member_id
            FROM reconciliation_finding
            WHERE profile_id = part.id AND reconciliation_id = held.id AND state = 'open'
            OFFSET 0) AS mine,
        LATERAL (
            SELECT circle_member_id AS other_member_id
            FROM reconciliation_finding
            WHERE profile_id = part.id AND reconciliation_id = held.id AND state = 'open'
                AND circle_member_id <> mine.circle_member_id
            LIMIT 1) AS claim
    WHERE held.pass = 1 AND part.circle_member_id IS NULL AND f.id = mine.id
    RETURNING f.id
), locked AS MATERIALIZED (
    SELECT id
    FROM profile
    WHERE id = ANY (ARRAY(SELECT id FROM unseen))
    ORDER BY id
    FOR KEY SHARE
), again AS (
    -- The second scan of one run counts as a second one, unless Circle has told of the member since the first.
    UPDATE reconciliation_finding AS f
    SET verified = true, approved = true, member = 'null', asks = false
    FROM held, unseen,
        LATERAL (
            SELECT id
            FROM reconciliation_finding
            WHERE profile_id = unseen.id AND reconciliation_id = held.id AND kind = 'left' AND state = 'open'
            OFFSET 0) AS mine
    WHERE f.id = mine.id AND held.pass > 1
        AND NOT EXISTS (
            SELECT
            FROM member_sync AS m
            WHERE m.circle_member_id = unseen.circle_member_id AND m.synced_at >= held.started_at)
    RETURNING f.id
), found AS (
    INSERT INTO reconciliation_finding (
        reconciliation_id, kind, circle_member_id, profile_id, fields, approved, member, asks)
    SELECT held.id, 'left', unseen.circle_member_id, unseen.id,
        '[{"field": "leftAt", "localValue": null, "circleValue": null, "winner": "circle", "rule": "not-listed"}]',
        earlier.is_known,
        -- Circle need not be asked, for two whole scans have said so.
        CASE WHEN earlier.is_known THEN 'null' END,
        NOT earlier.is_known
    FROM held, unseen,
        LATERAL (
            SELECT (
                SELECT id
                FROM reconciliation_finding AS f
                WHERE f.circle_member_id = unseen.circle_member_id AND f.kind = 'left' AND f.state = 'open'
                    AND f.reconciliation_id <> held.id
                    -- Unless Circle has told of the member since.
                    AND NOT EXISTS (
                        SELECT
                        FROM reconciliation AS scan, member_sync AS m
                        WHERE scan.id = f.reconciliation_id AND m.circle_member_id = unseen.circle_member_id
                            AND m.synced_at >= scan.started_at)
                LIMIT 1) IS NOT NULL AS is_known) AS earlier
    WHERE held.pass = 1 AND unseen.id IN (SELECT id FROM locked)
    ORDER BY unseen.id
    RETURNING id
)
UPDATE reconciliation AS r
SET linked = r.linked + (SELECT count(*) FROM linked),
    looked_through = coalesce((SELECT id FROM part ORDER BY id DESC LIMIT 1), r.looked_through),
    step = CASE WHEN (SELECT count(*) FROM part) < 500 THEN 'judge' ELSE 'left' END,
    due_at = now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
FROM held, (SELECT count(*) FROM found) AS once_all_are_found, (SELECT count(*) FROM again) AS once_all_are_checked,
    (SELECT count(*) FROM claimed) AS once_claims_are_told
WHERE r.id = held.id
RETURNING r.*
