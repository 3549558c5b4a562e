-- The fields whose key in Circle is another than before.
SELECT before.field
FROM field_key AS before, jsonb_each_text(CAST(? AS jsonb)) AS configured
WHERE before.field = configured.key AND before.key <> configured.value
ORDER BY before.field
