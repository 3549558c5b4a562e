-- The profile of a linked member about whom nothing is open, to compare what events said with it.
SELECT to_jsonb(profile)::text AS profile
FROM profile
WHERE circle_member_id = :#${body.memberId}
  AND left_at IS NULL
  -- By itself (LIMIT): a join would be planned once, while the table is small, as a scan of all open gaps.
  AND (
      SELECT id
      FROM gap
      WHERE subject = 'member:' || profile.circle_member_id AND resolved_at IS NULL
      LIMIT 1) IS NULL
