-- Profiles that changed since a time, the longest unchanged first, from after the last one of the page before, and one more than asked for if there is a next page.
SELECT to_jsonb(profile)::text AS profile, changed_at, id
FROM profile
WHERE changed_at >= CAST(:#updatedSince AS timestamptz)
  AND (changed_at, id) > (CAST(:#afterTime AS timestamptz), CAST(:#afterId AS uuid))
ORDER BY changed_at, id
LIMIT CAST(:#limit AS integer) + 1
