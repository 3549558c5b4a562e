-- How a run stands, and all that it has brought about: what its findings announced, from which value to which, in the time in which it was at work.
WITH run AS MATERIALIZED (
    -- Who had to be tried again is synced after its end, and waited for.
    SELECT id, state, started_at, NOT dry_run OR pass > 1 AS writes, GREATEST(ended_at, CASE WHEN due_at IS NULL THEN scanned_since ELSE now() END) AS ended_at
    FROM reconciliation
    WHERE id = CAST(:#${body.runId} AS bigint)
)
SELECT run.state,
    CAST((
        SELECT coalesce(jsonb_agg(found.id ORDER BY found.id DESC), '[]')
        FROM (
                SELECT circle_member_id, fields, applied_at
                FROM reconciliation_finding
                WHERE reconciliation_id = run.id
                    -- What is written here counts, though Circle is still to take the rest.
                    AND (state = 'applied' OR state = 'open' AND run.writes)
                OFFSET 0) AS finding,
            LATERAL (SELECT id FROM profile WHERE circle_member_id = finding.circle_member_id OFFSET 0) AS person,
            LATERAL (SELECT * FROM change WHERE profile_id = person.id OFFSET 0) AS found
        WHERE
          CASE
              -- What is sent to Circle is answered a moment later.
              WHEN finding.applied_at IS NULL THEN found.changed_at BETWEEN run.started_at AND run.ended_at + interval '1 minute'
              -- Approved after the run's end, it was synced whenever Circle could be asked.
              ELSE found.changed_at >= finding.applied_at
          END
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
                  -- Circle keeps what it is sent in its own form, so what had stood there tells what was sent over it, unless somebody
                  -- has edited the field here in between. A name is sent as a whole; a finding announces the parts that differ.
                  WHEN announced.field IN ('firstName', 'lastName') THEN found.field = 'name'
                      AND CASE announced.field
                          WHEN 'firstName' THEN
                              starts_with(coalesce(found.old_value, '') || ' ', coalesce(announced."circleValue" || ' ', ''))
                          ELSE right(' ' || coalesce(found.old_value, ''), coalesce(length(announced."circleValue") + 1, 0))
                              = coalesce(' ' || announced."circleValue", '')
                      END
                  ELSE found.field = announced.field
                      AND found.old_value IS NOT DISTINCT FROM announced."circleValue"
              END
                  AND (found.source <> 'push' OR NOT EXISTS (
                      SELECT
                      FROM (SELECT * FROM change WHERE profile_id = person.id AND change.id < found.id OFFSET 0) AS edit
                      WHERE edit.changed_at >= run.started_at AND edit.source IN ('local', 'workos') AND edit.field = announced.field))
              ))) AS text) AS ids
FROM run
