-- The profile of a linked member about whom nothing is open, to compare what events said with it.
SELECT to_jsonb(profile)::text AS profile
FROM profile
WHERE circle_member_id = :#${variable.due.memberId}
  AND left_at IS NULL
  AND NOT EXISTS (
      SELECT
      FROM gap
      WHERE subject = 'member:' || profile.circle_member_id AND resolved_at IS NULL)
