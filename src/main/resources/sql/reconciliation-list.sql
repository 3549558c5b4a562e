-- Runs from below an id, newest first, and one more than asked for if there is a next page; or one of them.
SELECT r.*, now() AS at,
    (
        SELECT coalesce(jsonb_object_agg(kind, findings), '{}')::text
        FROM (
            SELECT kind, count(*) AS findings
            FROM reconciliation_finding
            WHERE reconciliation_id = r.id
            GROUP BY kind) AS kinds) AS findings
FROM (
    SELECT reconciliation.*, to_jsonb(decisions(reconciliation))::text AS decisions
    FROM reconciliation
    WHERE id < CAST(:#below AS bigint)
        AND id >= CAST(:#from AS bigint)
    ORDER BY id DESC
    LIMIT CAST(:#runs AS bigint) + 1) AS r
ORDER BY r.id DESC
