-- Forgets what both sides have agreed on in some fields, and what Circle has refused there, of so many profiles as are written in good time.
UPDATE profile
SET base = base - asked.fields,
    push_rejected = push_rejected - asked.fields,
    rejected_definitions = rejected_definitions - asked.fields
FROM (SELECT CAST(? AS text[]) AS fields) AS asked
WHERE id = ANY (
    ARRAY(
        SELECT id
        FROM profile, (SELECT CAST(? AS text[]) AS fields) AS moved
        WHERE jsonb_exists_any(base, moved.fields) OR jsonb_exists_any(push_rejected, moved.fields)
        LIMIT 5000))
