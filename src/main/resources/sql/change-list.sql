-- A profile's changes from below an id, newest first, and one more than asked for if there is a next page.
SELECT id,
       changed_at AS "changedAt",
       field,
       old_value AS "from",
       new_value AS "to",
       source,
       rule,
       winner,
       event_id AS "eventId",
       operator
FROM change
WHERE profile_id = :#profileId
  AND id < :#before
ORDER BY id DESC
LIMIT CAST(:#limit AS integer) + 1
