-- How a run stands, and all that it has brought about: what its findings name, in the time in which it was at work.
WITH run AS MATERIALIZED (
    SELECT id, state, started_at, coalesce(ended_at, now()) AS ended_at
    FROM reconciliation
    WHERE id = CAST(:#${body.runId} AS bigint)
)
SELECT run.state,
    CAST((
        SELECT coalesce(jsonb_agg(found.id ORDER BY found.id DESC), '[]')
        FROM (
                SELECT circle_member_id, fields
                FROM reconciliation_finding
                WHERE reconciliation_id = run.id AND state = 'applied'
                OFFSET 0) AS finding,
            LATERAL (SELECT id FROM profile WHERE circle_member_id = finding.circle_member_id OFFSET 0) AS person,
            LATERAL (SELECT * FROM change WHERE profile_id = person.id OFFSET 0) AS found
        WHERE found.source IN ('circle', 'push')
          -- What is sent to Circle is answered a moment later.
          AND found.changed_at BETWEEN run.started_at AND run.ended_at + interval '1 minute'
          AND finding.fields @> jsonb_build_array(jsonb_build_object('field', found.field))) AS text) AS ids
FROM run
