-- Sets when gaps that are being mentioned are mentioned again, if at all.
UPDATE gap
SET reminders = move.reminders, remind_at = move."remindAt"
FROM jsonb_to_recordset(CAST(# AS jsonb)) AS move (id bigint, reminders integer, "remindAt" timestamptz)
WHERE gap.id = move.id
