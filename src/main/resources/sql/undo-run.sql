-- How a run stands, and all that it has brought about: what its findings announced, from which value to which, in the time in which it was at work.
WITH run AS MATERIALIZED (
    -- Who had to be tried again is synced after its end, and waited for.
    SELECT id, state, started_at, GREATEST(ended_at, CASE WHEN due_at IS NULL THEN scanned_since ELSE now() END) AS ended_at
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
        WHERE
          -- What is sent to Circle is answered a moment later.
          found.changed_at BETWEEN run.started_at AND run.ended_at + interval '1 minute'
          -- Others write in that time, too: what a finding announced is the run's, and what came after it is not. Who somebody is, and
          -- that they left, is taken back by no undo, and told whoever wrote it.
          AND (found.source = 'circle' AND found.field IN ('circleMemberId', 'leftAt') OR EXISTS (
              SELECT
              FROM jsonb_to_recordset(finding.fields)
                  AS announced (field text, "localValue" text, "circleValue" text, winner text)
              WHERE CASE
                  WHEN announced.winner = 'circle' THEN found.source = 'circle'
                      AND found.field = announced.field
                      AND found.old_value IS NOT DISTINCT FROM announced."localValue"
                      AND found.new_value IS NOT DISTINCT FROM announced."circleValue"
                  WHEN found.source <> 'push' THEN false
                  -- Circle is sent a name as a whole, of which a finding announces the parts that differ.
                  WHEN announced.field = 'firstName' THEN found.field = 'name'
                      AND starts_with(found.new_value || ' ', coalesce(announced."localValue" || ' ', ''))
                  WHEN announced.field = 'lastName' THEN found.field = 'name'
                      AND right(' ' || found.new_value, coalesce(length(announced."localValue") + 1, 0))
                          = coalesce(' ' || announced."localValue", '')
                  ELSE found.field = announced.field
                      AND found.new_value IS NOT DISTINCT FROM announced."localValue"
              END))) AS text) AS ids
FROM run
