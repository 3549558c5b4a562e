-- How many findings of each kind does a run have? First those who are back under another id are told from those whose other id is still there.
WITH both_there AS (
    UPDATE reconciliation_finding AS f
    SET kind = 'duplicate'
    FROM (
        SELECT id, other_member_id
        FROM reconciliation_finding
        WHERE reconciliation_id = CAST(:#${body[id]} AS bigint) AND kind = 'returned' AND id + 0 > 0
        OFFSET 0) AS back
    WHERE f.id = back.id
        AND EXISTS (
            SELECT FROM reconciliation_member AS s
            WHERE s.reconciliation_id = CAST(:#${body[id]} AS bigint) AND s.circle_member_id = back.other_member_id)
    RETURNING f.id
)
SELECT kind, count(*) AS findings
FROM (SELECT count(*) FROM both_there) AS once_they_are_told, reconciliation_finding
WHERE reconciliation_id = CAST(:#${body[id]} AS bigint)
GROUP BY kind
