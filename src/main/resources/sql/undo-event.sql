-- An event that is known, be it by what it brought about alone, for that is kept longer; no row where there is none.
SELECT id FROM event WHERE id = CAST(:#${body.eventId} AS bigint)
UNION ALL
SELECT event_id FROM change WHERE source = 'workos' AND event_id = CAST(:#${body.eventId} AS bigint)
LIMIT 1
