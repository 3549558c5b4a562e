-- Writes what became of claimed messages, how their channel stands, and the gaps that this opens or ends; answers whether anything is new to somebody. A message that was confirmed in the meantime stays so.
WITH document AS MATERIALIZED (
    SELECT CAST(# AS jsonb) AS d
), person AS MATERIALIZED (
    -- Profiles are locked before all else, as everywhere. Somebody may have been erased since the claim.
    SELECT found.id
    FROM document, jsonb_to_recordset(d -> 'opened') AS r (profile_id uuid),
        LATERAL (SELECT id FROM profile WHERE id = r.profile_id FOR KEY SHARE) AS found
), claimed AS MATERIALIZED (
    -- Found by their ids alone: an index of what is pending would tempt the server to look through all that waits.
    SELECT found.id, found.state
    FROM document, (SELECT count(*) FROM person) AS once_people_are_locked,
        LATERAL (SELECT CAST(id AS bigint) AS id FROM jsonb_array_elements_text(d -> 'ids') AS id ORDER BY 1) AS ids,
        LATERAL (SELECT id, state FROM outbox WHERE id = ids.id FOR UPDATE) AS found
), settled AS (
    UPDATE outbox
    SET state = d ->> 'state',
        sent_at = CASE WHEN d ->> 'state' = 'sent' THEN now() END,
        attempts = attempts + CAST(d ->> 'failures' AS integer),
        -- While the channel takes nothing, its own pause is what all of them wait for: this one behind the others, so that another one asks.
        due_at = CASE
            -- Its person was paused while it was in work.
            WHEN outbox.due_at = 'infinity' THEN outbox.due_at
            WHEN d ->> 'standing' = 'refused' THEN now()
            ELSE now() + CAST(d ->> 'delayMillis' AS bigint) * interval '1 millisecond'
        END,
        leased_until = NULL,
        error = d ->> 'error',
        refused_at = CASE WHEN d ->> 'standing' = 'refused' THEN now() ELSE refused_at END,
        refused_apart = refused_apart + CASE WHEN d ->> 'standing' = 'refused' AND COALESCE(c.sent_at > refused_at, false) THEN 1 ELSE 0 END
    FROM document, claimed, partner AS c
    WHERE outbox.id = claimed.id AND claimed.state = 'pending' AND c.name = d ->> 'channel'
), channel AS (
    UPDATE partner
    SET state = CASE d ->> 'standing' WHEN 'open' THEN 'closed' WHEN 'refused' THEN 'open' ELSE CASE state WHEN 'closed' THEN 'closed' ELSE 'open' END END,
        since = CASE WHEN d ->> 'standing' = 'refused' AND state = 'closed' OR d ->> 'standing' = 'open' AND state <> 'closed' THEN now() ELSE since END,
        refusals = CASE d ->> 'standing' WHEN 'open' THEN 0 WHEN 'refused' THEN refusals + 1 ELSE refusals END,
        next_at = CASE
            WHEN d ->> 'standing' = 'refused' THEN now() + CAST(d ->> 'delayMillis' AS bigint) * interval '1 millisecond'
            WHEN state = 'closed' THEN next_at
            ELSE now() + CAST(d ->> 'pauseMillis' AS bigint) * interval '1 millisecond'
        END,
        reason = CASE d ->> 'standing' WHEN 'open' THEN NULL WHEN 'refused' THEN d ->> 'error' ELSE reason END,
        sent_at = CASE WHEN d ->> 'standing' IN ('open', 'taken') THEN now() ELSE sent_at END
    FROM document
    -- What a person has opened stays so; and what was refused since the message was claimed, for that to be over is told by one that asks.
    WHERE name = d ->> 'channel' AND next_at < 'infinity'
        AND CASE d ->> 'standing' WHEN 'unknown' THEN state <> 'closed' WHEN 'taken' THEN state = 'closed' ELSE true END
    RETURNING name
), ended AS (
    UPDATE gap
    SET resolved_at = now()
    FROM document, jsonb_array_elements_text(d -> 'mended' || to_jsonb('channel:' || (d ->> 'channel'))) AS mended (subject),
        LATERAL (
            SELECT id
            FROM gap
            WHERE subject = mended.subject AND kind = 'message-failed' AND resolved_at IS NULL
                AND detail ->> 'channel' = d ->> 'channel'
            FOR UPDATE) AS found
    WHERE gap.id = found.id AND (
        d ->> 'standing' = 'open'
        OR d ->> 'standing' = 'taken'
            AND (mended.subject <> 'channel:' || (d ->> 'channel') OR EXISTS (SELECT FROM channel))
        -- It failed when what it told of was over already.
        OR d ->> 'state' = 'obsolete' AND mended.subject <> 'channel:' || (d ->> 'channel')
            AND NOT EXISTS (
                SELECT FROM gap AS cause
                WHERE cause.subject = mended.subject AND cause.kind = gap.detail ->> 'about' AND cause.resolved_at IS NULL))
    RETURNING gap.subject
), told_over AS (
    -- Who has heard that the channel was refused hears that it is over.
    INSERT INTO outbox (key, channel, kind, profile_id, payload, created_at, due_at)
    SELECT r.*
    FROM document, jsonb_to_recordset(d -> 'outbox') AS r (
        key text, channel text, kind text, profile_id uuid, payload jsonb, created_at timestamptz, due_at timestamptz)
    WHERE CAST(r.payload ->> 'isOver' AS boolean) AND r.payload -> 'gap' ->> 'subject' IN (SELECT ended.subject FROM ended)
    ON CONFLICT (key) DO NOTHING
), known AS MATERIALIZED (
    SELECT jsonb_set(d, '{opened}', (
        SELECT COALESCE(jsonb_agg(gap), '[]')
        FROM jsonb_array_elements(d -> 'opened') AS gap
        WHERE gap ->> 'profile_id' IS NULL OR CAST(gap ->> 'profile_id' AS uuid) IN (SELECT person.id FROM person))) AS d
    FROM document
), told AS MATERIALIZED (
    SELECT open_gaps(d) AS news
    FROM known
    WHERE d -> 'opened' <> '[]'
)
SELECT EXISTS (SELECT FROM told WHERE news > 0) AS told, split_part(d ->> 'channel', ':', 1) AS kind, d ->> 'channel' AS channel FROM document
