-- Locks profiles whose changes are to be taken back.
SELECT to_jsonb(profile)::text AS profile
FROM profile
WHERE id = ANY (ARRAY(SELECT wanted.id FROM jsonb_to_recordset(CAST(:#${body} AS jsonb)) AS wanted (id uuid)))
ORDER BY id
FOR UPDATE
