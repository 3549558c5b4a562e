-- Has some of a run's findings written, as many as leave room for others: their members are due, with what the list told of them. Notes which of the earlier ones are settled, and whether the run is done.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (
        run bigint, token uuid, pause_micros bigint, burst integer, reserve integer, quota integer, away text, spent text)
), held AS MATERIALIZED (
    SELECT r.id, r.pass, r.scanned_since
    FROM reconciliation AS r, asked
    WHERE r.id = asked.run AND r.lease_token = asked.token
    FOR UPDATE OF r
), marked AS MATERIALIZED (
    SELECT mine.id, m.synced_generation >= mine.generation AS is_settled,
        m.error IS NOT NULL OR m.due_at = 'infinity' OR m.sent IS NOT NULL AND m.lease_token IS NULL AND m.due_at > now() AS waits
    FROM held,
        LATERAL (
            SELECT id, circle_member_id, generation
            FROM reconciliation_finding
            WHERE reconciliation_id = held.id AND state = 'open' AND generation IS NOT NULL
            OFFSET 0) AS mine,
        LATERAL (
            SELECT synced_generation, error, due_at, sent, lease_token
            FROM member_sync
            WHERE circle_member_id = mine.circle_member_id
            OFFSET 0) AS m
), busy AS MATERIALIZED (
    -- Whoever is tried again, waits for Circle to let us write, or is paused, holds nobody up.
    SELECT count(*) AS members FROM marked WHERE NOT is_settled AND NOT waits
), free AS MATERIALIZED (
    -- A member who is asked about may be written to, too.
    SELECT GREATEST(calls_behind(p, pause_micros, burst, reserve, quota) / 2, 0) AS members,
        held_back(p, quota, away, spent) AS held_back
    FROM partner AS p, asked
    WHERE p.name = 'circle'
), mine AS MATERIALIZED (
    -- What Circle has told of a member since the list was read is newer than that: whom the list had missed is there, and about all
    -- others Circle is asked.
    SELECT open.id, open.circle_member_id, open.kind, open.asks, open.member, coalesce(m.synced_at >= held.scanned_since, false) AS is_older
    FROM held,
        LATERAL (
            SELECT id, circle_member_id, kind, member, asks
            FROM reconciliation_finding
            WHERE reconciliation_id = held.id AND state = 'open' AND generation IS NULL AND NOT told
                AND (kind <> 'left' OR approved)
            ORDER BY id
            LIMIT 1000) AS open
        LEFT JOIN LATERAL (
            SELECT synced_at
            FROM member_sync
            WHERE circle_member_id = open.circle_member_id
            OFFSET 0) AS m ON true
), outdated AS (
    UPDATE reconciliation_finding AS f
    SET state = 'outdated', member = NULL
    FROM mine
    WHERE f.id = mine.id AND f.state = 'open' AND mine.kind = 'left' AND mine.is_older AND NOT mine.asks
), candidates AS MATERIALIZED (
    SELECT id, circle_member_id, CASE WHEN NOT is_older THEN member END AS member,
        count(*) FILTER (WHERE asks OR is_older) OVER (ORDER BY id) AS asking
    FROM mine
    WHERE asks OR NOT (kind = 'left' AND is_older)
), room AS MATERIALIZED (
    SELECT candidates.*
    FROM candidates, busy, free
    WHERE asking <= free.members
    ORDER BY id
    LIMIT (SELECT GREATEST(1000 - members, 0) FROM busy)
), queued AS MATERIALIZED (
    -- Rows of member_sync are locked before findings, as by an erasure.
    SELECT m.circle_member_id
    FROM (SELECT DISTINCT circle_member_id FROM room ORDER BY circle_member_id) AS wanted,
        LATERAL (SELECT circle_member_id FROM member_sync WHERE circle_member_id = wanted.circle_member_id FOR UPDATE) AS m
), next AS MATERIALIZED (
    -- Locked, which looks again: a person may have left it out while this waited for the run.
    SELECT room.*
    FROM (SELECT count(*) FROM queued) AS once_they_are_locked, room, LATERAL (SELECT FROM reconciliation_finding WHERE id = room.id AND state = 'open' FOR UPDATE) AS still
), due AS (
    INSERT INTO member_sync AS m (circle_member_id, due_at, snapshot, quiet_generation)
    SELECT DISTINCT ON (circle_member_id) circle_member_id, now(), member, 1
    FROM next
    ORDER BY circle_member_id
    ON CONFLICT (circle_member_id) DO UPDATE
    SET generation = m.generation + 1,
        -- What else made the member due is not known here, so Circle is asked, and whoever is to hear of it hears.
        snapshot = CASE WHEN m.due_at IS NULL THEN excluded.snapshot END,
        quiet_generation = CASE WHEN m.due_at IS NULL OR m.failed_at IS NOT NULL THEN m.generation + 1 END,
        due_at = due_once_more(m, excluded.due_at),
        error = CASE WHEN m.failed_at IS NULL THEN m.error END,
        attempts = 0,
        failed_at = NULL
    RETURNING m.circle_member_id, m.generation
), noted AS (
    UPDATE reconciliation_finding AS f
    SET generation = due.generation
    FROM next JOIN due ON due.circle_member_id = next.circle_member_id
    WHERE f.id = next.id
    RETURNING f.id
), settled AS (
    UPDATE reconciliation_finding AS f
    SET state = 'applied', member = NULL
    FROM marked
    WHERE f.id = marked.id AND f.state = 'open' AND marked.is_settled
    RETURNING f.id
)
UPDATE reconciliation AS r
SET attempts = 0,
    reason = CASE WHEN NOT ended.is_done AND begun.members = 0 THEN free.held_back END,
    state = CASE WHEN ended.is_done THEN 'done' ELSE r.state END,
    step = CASE WHEN ended.is_done THEN 'clean' ELSE r.step END,
    ended_at = CASE WHEN ended.is_done THEN now() END,
    lease_token = CASE WHEN ended.is_done OR begun.members > 0 THEN r.lease_token END,
    due_at = CASE
        WHEN ended.is_done OR begun.members > 0
        THEN now() + CAST(:#${properties:sync.lease-millis} AS bigint) * interval '1 millisecond'
        ELSE now() + interval '200 milliseconds'
    END
FROM held, free, (SELECT count(*) AS members FROM noted) AS begun, (SELECT count(*) FROM settled) AS once_settled,
    (SELECT NOT EXISTS (SELECT FROM mine) AND members = 0 AS is_done FROM busy) AS ended
WHERE r.id = held.id
RETURNING r.*
