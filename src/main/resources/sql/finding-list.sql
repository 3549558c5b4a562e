-- Findings of a run from below an id, newest first, and one more than asked for if there is a next page; fewer where their texts are long.
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
), fitting AS (
    SELECT id, cut
    FROM (
        SELECT id,
            sum(bytes) OVER newest_first - bytes AS bytes_before,
            sum(bytes) OVER newest_first > page_bytes() AND lead(id) OVER newest_first IS NOT NULL AS cut
        FROM (
            SELECT f.id, octet_length(f.fields::text) AS bytes
            FROM (SELECT id FROM newest UNION ALL SELECT id FROM of_a_kind) AS listed,
                LATERAL (SELECT * FROM reconciliation_finding WHERE id = listed.id OFFSET 0) AS f) AS sized
        WINDOW newest_first AS (ORDER BY id DESC)) AS listed
    WHERE bytes_before <= page_bytes()
)
SELECT f.id, f.kind, f.circle_member_id AS "circleMemberId", f.profile_id AS "profileId", f.state, f.fields, f.approved,
    f.other_member_id AS "otherMemberId", f.reason, listed.cut
FROM fitting AS listed,
    LATERAL (SELECT * FROM reconciliation_finding WHERE id = listed.id OFFSET 0) AS f
ORDER BY f.id DESC
