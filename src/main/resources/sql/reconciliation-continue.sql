-- Lets a run go on that waits for a person, without kinds of findings that are to be left out; what a person has approved is not. What waited is compared once more before it is written.
WITH going AS (
    UPDATE reconciliation
    SET state = 'running',
        step = CASE WHEN state = 'waiting' THEN 'clean' ELSE 'scan' END,
        pass = CASE WHEN state = 'waiting' THEN 2 ELSE 1 END,
        page = 0,
        members = 0,
        linked = 0,
        looked_through = NULL,
        waiting_for = '[]',
        reason = NULL,
        attempts = 0,
        scanned_since = now(),
        due_at = now()
    WHERE id = CAST(:#id AS bigint) AND 'continue' = ANY (decisions(reconciliation))
    RETURNING id
), without AS (
    UPDATE reconciliation_finding AS f
    SET state = 'ignored', member = NULL
    FROM going,
        LATERAL (
            SELECT id
            FROM reconciliation_finding
            WHERE reconciliation_id = going.id AND state = 'open' AND NOT by_person
                AND kind = ANY (CAST(:#without AS text[]))
            OFFSET 0) AS mine
    WHERE f.id = mine.id
    RETURNING f.id
), told AS (
    UPDATE gap
    SET resolved_at = now()
    FROM going
    WHERE gap.subject = 'reconciliation:' || going.id AND gap.kind = 'reconciliation' AND gap.resolved_at IS NULL
    RETURNING gap.id
)
SELECT going.id
FROM going, (SELECT count(*) FROM without) AS once_without, (SELECT count(*) FROM told) AS once_told
