-- Takes over under which keys of Circle's the profile fields are kept. What both sides have agreed on under another key is forgotten: that the new one has no value, nobody has brought about.
WITH configured AS MATERIALIZED (
    SELECT field.key AS field, field.value AS key FROM jsonb_each_text(CAST(? AS jsonb)) AS field
), moved AS MATERIALIZED (
    SELECT configured.field FROM configured, field_key AS before WHERE before.field = configured.field AND before.key <> configured.key
), forgotten AS (
    UPDATE profile
    SET base = base - ARRAY(SELECT field FROM moved)
    -- Looks nobody through where no key is another.
    WHERE (SELECT count(*) FROM moved) > 0 AND jsonb_exists_any(base, ARRAY(SELECT field FROM moved))
), kept AS (
    INSERT INTO field_key AS before (field, key)
    SELECT field, key FROM configured
    ON CONFLICT (field) DO UPDATE SET key = excluded.key WHERE before.key <> excluded.key
)
SELECT field FROM moved ORDER BY field
