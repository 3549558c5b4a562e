-- Has a profile changed from which an account could not be told?
SELECT true AS due
WHERE EXISTS (
    SELECT
    FROM account_conflict AS c
    WHERE CAST(cardinality(c.profile_ids) AS bigint) > (
        SELECT count(*)
        FROM unnest(c.profile_ids) AS met,
            LATERAL (SELECT changed_at FROM profile WHERE id = met OFFSET 0) AS p
        WHERE p.changed_at < c.decided_at))
