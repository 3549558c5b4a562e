-- Which events are to be replayed, and whose they are: those with the given ids, or those that a filter finds. Begins the replay, unless it is only asked for.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (
        ids bigint[], status text, type text, error text, since timestamptz, dry_run boolean,
        operator text)
), unsettled AS MATERIALIZED (
    -- Members who were given up, or who wait; each has few events since their last sync.
    SELECT circle_member_id, synced_at, failed_at
    FROM member_sync
    WHERE (SELECT status = 'failed' FROM asked) AND failed_at IS NOT NULL
      AND ((SELECT error IS NULL FROM asked) OR position((SELECT error FROM asked) IN member_sync.error) > 0)
    UNION ALL
    SELECT circle_member_id, synced_at, failed_at
    FROM member_sync
    WHERE (SELECT status = 'pending' FROM asked) AND due_at IS NOT NULL
), found AS MATERIALIZED (
    SELECT event.id, event.circle_member_id
    FROM asked,
        LATERAL unnest(asked.ids) AS wanted (id),
        LATERAL (SELECT * FROM event WHERE event.id = wanted.id OFFSET 0) AS event
    WHERE event.disposition = 'due'
    UNION
    SELECT theirs.id, m.circle_member_id
    FROM asked, unsettled AS m,
        LATERAL (SELECT * FROM event WHERE event.circle_member_id = m.circle_member_id OFFSET 0) AS theirs
    WHERE theirs.disposition = 'due'
      AND event_status(theirs.disposition, theirs.received_at, theirs.released_at, m.synced_at, m.failed_at) = asked.status
      AND (asked.type IS NULL OR theirs.type = asked.type)
      AND (asked.since IS NULL OR theirs.received_at >= asked.since)
    -- None of these is among those above, so that millions need not be compared; nor looked up, where it does not matter how they stand.
    UNION ALL
    SELECT event.id, event.circle_member_id
    FROM event
        LEFT JOIN LATERAL (
            SELECT *
            FROM member_sync AS m
            WHERE m.circle_member_id = event.circle_member_id AND (SELECT status IS NOT NULL FROM asked)
            OFFSET 0) AS m ON true
    WHERE (SELECT ids IS NULL AND coalesce(status, 'processed') = 'processed' FROM asked)
      AND event.id >= (SELECT first_event_since(since) FROM asked)
      AND event.disposition = 'due'
      AND ((SELECT since FROM asked) IS NULL OR event.received_at >= (SELECT since FROM asked))
      AND ((SELECT type FROM asked) IS NULL OR event.type = (SELECT type FROM asked))
      AND ((SELECT status FROM asked) IS NULL
          OR event_status(event.disposition, event.received_at, event.released_at, m.synced_at, m.failed_at) = (SELECT status FROM asked))
), counted AS MATERIALIZED (
    SELECT count(*) AS events, count(DISTINCT circle_member_id) AS members FROM found
), begun AS (
    INSERT INTO replay (state, estimate, members, started_at, ended_at, act, operator)
    SELECT CASE WHEN members > 0 THEN 'running' ELSE 'done' END, events, members, now(), CASE WHEN members = 0 THEN now() END,
        'replay', operator
    FROM counted, asked
    WHERE NOT dry_run
    RETURNING *
), queued AS (
    INSERT INTO replay_member (replay_id, circle_member_id)
    SELECT DISTINCT begun.id, found.circle_member_id FROM begun, found
)
SELECT begun.id, counted.events AS estimate, coalesce(begun.state, 'planned') AS state, 0 AS members_done, counted.members,
    begun.started_at, begun.ended_at
FROM counted LEFT JOIN begun ON true
