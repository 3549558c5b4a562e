-- Locks profiles whose changes are to be taken back.
SELECT to_jsonb(profile)::text AS profile
FROM profile
WHERE id = ANY (ARRAY(SELECT CAST(id AS uuid) FROM jsonb_array_elements_text(CAST(:#${body} AS jsonb)) AS id))
ORDER BY id
FOR UPDATE
