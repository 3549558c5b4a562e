-- Findings of a run from below an id, newest first, and one more than asked for if there is a next page.
-- Each way of asking has a part and an index of its own; the others end before they begin.
WITH asked AS MATERIALIZED (
    SELECT CAST(:#before AS bigint) AS before,
           CAST(:#run AS bigint) AS run,
           CAST(:#kind AS text) AS kind,
           CAST(:#status AS text) AS status,
           CAST(:#limit AS bigint) + 1 AS rows
), newest AS (
    SELECT id
    FROM reconciliation_finding
    WHERE (SELECT asked.kind IS NULL FROM asked)
      AND reconciliation_id = (SELECT run FROM asked)
      AND id < (SELECT before FROM asked)
      AND ((SELECT status FROM asked) IS NULL OR state = (SELECT status FROM asked))
    ORDER BY id DESC
    LIMIT (SELECT rows FROM asked)
), of_a_kind AS (
    SELECT id
    FROM reconciliation_finding
    WHERE (SELECT asked.kind IS NOT NULL FROM asked)
      AND reconciliation_id = (SELECT run FROM asked)
      AND kind = (SELECT asked.kind FROM asked)
      AND id + 0 < (SELECT before FROM asked)
      AND ((SELECT status FROM asked) IS NULL OR state = (SELECT status FROM asked))
    ORDER BY id + 0 DESC
    LIMIT (SELECT rows FROM asked)
)
SELECT f.id, f.kind, f.circle_member_id AS "circleMemberId", f.profile_id AS "profileId", f.state, f.fields, f.approved,
    f.other_member_id AS "otherMemberId", f.reason
FROM (SELECT id FROM newest UNION ALL SELECT id FROM of_a_kind) AS listed,
    LATERAL (SELECT * FROM reconciliation_finding WHERE id = listed.id OFFSET 0) AS f
ORDER BY f.id DESC
