-- A person approves or ignores a finding that is open. What is approved after its run has ended is synced now; Circle is asked for it.
WITH decided AS MATERIALIZED (
    SELECT f.id, f.circle_member_id, f.profile_id, f.kind, r.state
    FROM reconciliation_finding AS f, reconciliation AS r
    WHERE f.id = CAST(:#finding AS bigint) AND f.reconciliation_id = CAST(:#run AS bigint) AND f.state = 'open'
        AND r.id = f.reconciliation_id
    FOR UPDATE OF r
), noted AS MATERIALIZED (
    SELECT note_act(
        ARRAY(
            SELECT id FROM profile WHERE id = decided.profile_id
            UNION
            SELECT id FROM profile WHERE circle_member_id = decided.circle_member_id),
        CASE WHEN CAST(:#approved AS boolean) THEN 'approve' ELSE 'ignore' END, CAST(:#operator AS text), 'finding', kind)
    FROM decided
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
    member = CASE WHEN CAST(:#approved AS boolean) THEN f.member END
FROM decided, (SELECT count(*) FROM noted) AS once_it_is_noted, (SELECT count(*) AS marked FROM due) AS once_due
WHERE f.id = decided.id
RETURNING f.id
