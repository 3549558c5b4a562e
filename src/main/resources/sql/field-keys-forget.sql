-- Forgets what both sides have agreed on in some fields, of so many profiles as are written in good time.
UPDATE profile
SET base = base - asked.fields
FROM (SELECT CAST(? AS text[]) AS fields) AS asked
WHERE id = ANY (ARRAY(SELECT id FROM profile WHERE jsonb_exists_any(base, (SELECT CAST(? AS text[]))) LIMIT 5000))
