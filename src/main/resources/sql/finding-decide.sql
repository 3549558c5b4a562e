-- A person approves or ignores a finding that is open. What is approved after its run has ended is synced now; Circle is asked for it.
-- Who is being synced already is not left out any more.
WITH asked AS MATERIALIZED (
    SELECT f.id, f.circle_member_id, f.profile_id, f.kind, r.state
    FROM reconciliation_finding AS f, reconciliation AS r
    WHERE f.id = CAST(:#finding AS bigint) AND f.reconciliation_id = CAST(:#run AS bigint) AND f.state = 'open'
        AND r.id = f.reconciliation_id
    FOR UPDATE OF r
), looked AS MATERIALIZED (
    SELECT asked.*, to_be_left_out(id) AS standing FROM asked
), decided AS MATERIALIZED (
    SELECT * FROM looked WHERE CAST(:#approved AS boolean) OR standing IS NOT NULL
), noted AS MATERIALIZED (
    SELECT note_act(
        ARRAY(
            SELECT id FROM profile WHERE id = decided.profile_id
            UNION
            SELECT id FROM profile WHERE circle_member_id = decided.circle_member_id),
        CASE WHEN CAST(:#approved AS boolean) THEN 'approve' ELSE 'ignore' END, CAST(:#operator AS text), 'finding', kind)
    FROM decided
), taken_back AS MATERIALIZED (
    SELECT member
    FROM decided, (SELECT count(*) FROM noted) AS once_it_is_noted,
        LATERAL take_back(CAST(:#run AS bigint), decided.id) AS member
    WHERE NOT CAST(:#approved AS boolean) AND standing = 'queued'
), other AS (
    -- The member may be due for another finding of the run, too, which is applied anew.
    UPDATE reconciliation_finding AS f
    SET generation = NULL
    FROM taken_back, LATERAL (
        SELECT id
        FROM reconciliation_finding
        WHERE circle_member_id = taken_back.member AND reconciliation_id = CAST(:#run AS bigint)
        OFFSET 0) AS finding
    WHERE f.id = finding.id AND f.id <> CAST(:#finding AS bigint) AND f.state = 'open'
    RETURNING f.id
), due AS MATERIALIZED (
    SELECT mark_due_quietly(circle_member_id) AS marked
    FROM decided, (SELECT count(*) FROM noted) AS once_it_is_noted
    WHERE state NOT IN ('planned', 'running', 'waiting') AND CAST(:#approved AS boolean)
)
UPDATE reconciliation_finding AS f
SET approved = CAST(:#approved AS boolean),
    by_person = CAST(:#approved AS boolean),
    state = CASE
        WHEN NOT CAST(:#approved AS boolean) THEN 'ignored'
        WHEN once_due.marked > 0 THEN 'applied'
        ELSE f.state
    END,
    applied_at = CASE WHEN once_due.marked > 0 THEN clock_timestamp() END,
    member = CASE WHEN CAST(:#approved AS boolean) THEN f.member END,
    generation = CASE WHEN CAST(:#approved AS boolean) THEN f.generation END
FROM decided, (SELECT count(*) FROM noted) AS once_it_is_noted, (SELECT count(*) AS marked FROM due) AS once_due,
    (SELECT count(*) AS members FROM taken_back) AS taken, (SELECT count(*) FROM other) AS once_others_are_as_before
WHERE f.id = decided.id AND f.state = 'open'
    AND (CAST(:#approved AS boolean) OR standing <> 'queued' OR taken.members > 0)
RETURNING f.id
