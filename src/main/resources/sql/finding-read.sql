-- One finding of a run.
SELECT id, kind, circle_member_id AS "circleMemberId", profile_id AS "profileId", state, fields,
    other_member_id AS "otherMemberId", reason
FROM reconciliation_finding
WHERE id = CAST(:#finding AS bigint) AND reconciliation_id = CAST(:#run AS bigint)
