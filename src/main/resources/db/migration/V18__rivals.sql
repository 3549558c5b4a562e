-- Members who claim a profile that another member claims, too, as the last whole scan of Circle's list has found: nobody can tell
-- whose it is, whoever comes first.
CREATE FUNCTION rivals_of(members bigint[]) RETURNS TABLE (member bigint, rival bigint) LANGUAGE sql STABLE AS $$
    SELECT wanted.id, claim.other_member_id
    FROM unnest(members) AS wanted (id),
        LATERAL (
            SELECT f.other_member_id
            FROM reconciliation_finding AS f
            WHERE f.circle_member_id = wanted.id AND f.kind = 'duplicate' AND f.state <> 'outdated'
                AND f.other_member_id IS NOT NULL
                AND NOT EXISTS (
                    SELECT
                    FROM reconciliation AS later
                    WHERE later.id > f.reconciliation_id
                        AND (later.state = 'done' OR later.state = 'running' AND later.step IN ('judge', 'apply')))
            LIMIT 1) AS claim
$$;
