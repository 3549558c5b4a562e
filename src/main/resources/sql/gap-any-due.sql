-- Is an open gap due for a reminder?
SELECT true AS due WHERE EXISTS (SELECT FROM gap WHERE resolved_at IS NULL AND remind_at <= now())
