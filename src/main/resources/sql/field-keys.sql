-- Takes over under which keys of Circle's the profile fields are kept.
INSERT INTO field_key AS before (field, key)
SELECT configured.key, configured.value FROM jsonb_each_text(CAST(? AS jsonb)) AS configured
ON CONFLICT (field) DO UPDATE SET key = excluded.key WHERE before.key <> excluded.key
