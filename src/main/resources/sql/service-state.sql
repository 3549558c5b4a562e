-- How does the service stand? All that operators are told of it, for all nodes, as one JSON document.
-- What is counted is found by an index that holds nothing else, so that this does not grow with what is over and done with.
WITH today AS MATERIALIZED (
    SELECT date_trunc('day', now(), 'UTC') AS began
), in_trouble AS MATERIALIZED (
    -- A thousand of each tell why; all of them are counted below.
    (
        SELECT 'failed' AS state, error, attempts, failed_at, CAST(NULL AS timestamptz) AS due_at
        FROM member_sync
        WHERE failed_at IS NOT NULL AND due_at IS DISTINCT FROM 'infinity'
        LIMIT 1000)
    UNION ALL (
        SELECT 'retrying', error, attempts, NULL, due_at
        FROM member_sync
        WHERE error IS NOT NULL AND failed_at IS NULL AND due_at IS DISTINCT FROM 'infinity'
        LIMIT 1000)
), refused AS MATERIALIZED (
    -- Circle lets us write to nobody.
    SELECT opened_at FROM gap WHERE subject = 'circle:account' AND kind = 'push-rejected' AND resolved_at IS NULL
), run AS MATERIALIZED (
    SELECT open.*
    FROM (SELECT * FROM reconciliation WHERE state IN ('planned', 'running', 'waiting') LIMIT 1) AS open
    UNION ALL
    SELECT last.*
    FROM (SELECT * FROM reconciliation WHERE state NOT IN ('planned', 'running', 'waiting') ORDER BY id DESC LIMIT 1) AS last
), runs AS MATERIALIZED (
    SELECT jsonb_build_object(
            'id', id,
            'state', state,
            'step', step,
            'dryRun', dry_run,
            'startedAt', started_at,
            'endedAt', ended_at,
            'pages', page,
            'members', members,
            'membersTotal', members_total,
            'waitingFor', waiting_for,
            'reason', reason) AS run,
        state IN ('planned', 'running', 'waiting') AS is_open
    FROM run
)
SELECT CAST(jsonb_build_object(
    'at', now(),
    'members', (
        SELECT jsonb_build_object('due', count(*), 'oldestDueAt', min(due_at))
        FROM member_sync
        WHERE due_at <= now())
        || jsonb_build_object(
            -- Nobody is held for longer than a lease.
            'running', (
                SELECT count(*)
                FROM member_sync
                WHERE due_at > now() AND due_at <= now() + CAST(? AS bigint) * interval '1 millisecond' AND lease_token IS NOT NULL),
            -- Whoever is paused is that alone, as in the lists: a person looks into it.
            'retrying', (
                SELECT count(*) FROM member_sync WHERE error IS NOT NULL AND failed_at IS NULL AND due_at IS DISTINCT FROM 'infinity'),
            'failed', (SELECT count(*) FROM member_sync WHERE failed_at IS NOT NULL AND due_at IS DISTINCT FROM 'infinity'),
            'paused', (SELECT count(*) FROM member_sync WHERE due_at = 'infinity'),
            'unwritten', (
                SELECT count(*)
                FROM refused,
                    LATERAL (SELECT FROM member_sync WHERE due_at < 'infinity' AND sent IS NOT NULL AND error IS NULL OFFSET 0) AS m)),
    'writesRefusedSince', (SELECT opened_at FROM refused),
    'troubles', (
        SELECT COALESCE(jsonb_agg(to_jsonb(trouble) ORDER BY state, members DESC), '[]')
        FROM (
            SELECT state,
                -- Who it is told of is no reason.
                regexp_replace(COALESCE(error, ''), 'member \d+', 'a member') AS reason,
                count(*) AS members,
                max(attempts) AS attempts,
                min(failed_at) AS "since",
                min(due_at) AS "nextAt"
            FROM in_trouble
            GROUP BY 1, 2
            ORDER BY members DESC
            LIMIT 20) AS trouble),
    'searches', (
        SELECT jsonb_build_object('due', count(*), 'oldestDueAt', min(due_at)) FROM profile_search WHERE due_at <= now()),
    'events', jsonb_build_object(
        'today', (
            SELECT count(*)
            FROM event
            WHERE id >= COALESCE((
                SELECT e.id
                FROM event AS e, today
                WHERE e.id >= (SELECT first_event_since(began) FROM today) AND e.received_at >= today.began
                ORDER BY e.id
                LIMIT 1), 9223372036854775807)),
        'quarantined', (SELECT count(*) FROM event WHERE disposition = 'quarantined')),
    'openGaps', (
        SELECT COALESCE(jsonb_object_agg(kind, gaps), '{}')
        FROM (SELECT kind, count(*) AS gaps FROM gap WHERE resolved_at IS NULL AND id + 0 > 0 GROUP BY kind) AS kinds),
    -- Those that have come since two ids: whoever reads this adds them up.
    'gapsOpened', (
        SELECT COALESCE(jsonb_object_agg(kind, gaps), '{}')
        FROM (
            SELECT kind, count(*) AS gaps
            FROM gap
            WHERE id > CAST(? AS bigint) AND id <= CAST(? AS bigint)
            GROUP BY kind) AS kinds),
    'gapsOpenedLately', (
        SELECT COALESCE(jsonb_object_agg(kind, gaps), '{}')
        FROM (SELECT kind, count(*) AS gaps FROM gap WHERE id > CAST(? AS bigint) GROUP BY kind) AS kinds),
    'lastGap', (SELECT COALESCE(max(id), 0) FROM gap),
    'partners', (
        SELECT jsonb_agg(jsonb_build_object(
                'name', p.name,
                'state', p.state,
                'since', p.since,
                'reason', p.reason,
                'nextProbeAt', CASE WHEN p.state = 'open' AND p.next_at < 'infinity' THEN p.next_at END,
                'callsThisMinute', calls_of_minute(p),
                'callsThisMonth', calls_of_month(p))
            ORDER BY array_position(ARRAY['circle', 'slack'], split_part(p.name, ':', 1)), p.name)
        FROM partner AS p),
    'channels', (
        SELECT COALESCE(jsonb_agg(to_jsonb(channel) ORDER BY name), '[]')
        FROM (
            SELECT name,
                sum(waiting) AS waiting,
                min(oldest) AS "oldestDueAt",
                sum(retrying) AS retrying,
                sum(failed) AS failed,
                max(sent) AS "sentAt"
            FROM (
                SELECT name, 0, NULL, 0, 0, sent_at FROM partner WHERE name <> 'circle'
                UNION ALL
                SELECT channel, count(*) FILTER (WHERE due_at < 'infinity'), min(due_at) FILTER (WHERE due_at <= now()), 0, 0, NULL
                FROM outbox
                WHERE state = 'pending'
                GROUP BY channel
                UNION ALL
                SELECT channel, 0, NULL, count(*), 0, NULL
                FROM outbox
                WHERE state = 'pending' AND attempts > 0 AND due_at < 'infinity'
                GROUP BY channel
                UNION ALL
                SELECT channel, 0, NULL, 0, count(*), NULL FROM outbox WHERE state = 'failed' GROUP BY channel
            ) AS part (name, waiting, oldest, retrying, failed, sent)
            GROUP BY name) AS channel),
    'successes', (SELECT COALESCE(jsonb_object_agg(what, at), '{}') FROM last_success),
    'openRun', (SELECT run FROM runs WHERE is_open),
    'lastRun', (SELECT run FROM runs WHERE NOT is_open),
    'lastRunDoneAt', (SELECT ended_at FROM reconciliation WHERE state = 'done' ORDER BY id DESC LIMIT 1),
    'replayMembersLeft', (SELECT COALESCE(sum(members - members_done), 0) FROM replay WHERE state = 'running')) AS text) AS state
