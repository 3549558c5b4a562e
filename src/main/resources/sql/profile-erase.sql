-- Erases a locked profile and all that is stored about its person; only the fact remains. Events stay as rows, so that they are known if they come again.
WITH person AS MATERIALIZED (
    SELECT * FROM profile WHERE id = CAST(:#id AS uuid)
), trace AS MATERIALIZED (
    -- What identified the person once.
    SELECT field, value
    FROM change, LATERAL (VALUES (old_value), (new_value)) AS once (value)
    WHERE profile_id = CAST(:#id AS uuid) AND value IS NOT NULL
      AND field IN ('email', 'workosUserId', 'circleMemberId')
), address AS MATERIALIZED (
    -- A to Z folded and nothing else, as in an address's key: a wider fold would find somebody else's.
    SELECT DISTINCT lower_ascii(email) AS email, regexp_replace(lower_ascii(email), '([]^$*+?(){}|.\\[])', '\\\1', 'g') AS escaped
    FROM (
        SELECT unnest(ARRAY[email, email_key, circle_email, workos_email]) AS email FROM person
        UNION ALL
        SELECT value FROM trace WHERE field = 'email') AS had
    WHERE email IS NOT NULL
      -- What has passed to somebody else is theirs; so are accounts and members.
      AND NOT EXISTS (SELECT FROM profile WHERE email_key = lower_ascii(had.email) AND id <> CAST(:#id AS uuid))
), forms AS MATERIALIZED (
    -- Not part of a longer address; null where the person never had one.
    SELECT '(^|[^[:alnum:]._%+-])(' || string_agg(escaped, '|') || ')(?![[:alnum:]-]|\.[[:alnum:]])' AS any_of_them FROM address
), written AS MATERIALIZED (
    -- By what the index knows the texts in which one of them may stand.
    SELECT DISTINCT unnest(addresses_in(email)) AS form FROM address
), account AS MATERIALIZED (
    SELECT user_id
    FROM (
        SELECT workos_user_id AS user_id FROM person
        UNION
        SELECT circle_account FROM person
        UNION
        SELECT value FROM trace WHERE field = 'workosUserId') AS had
    WHERE user_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM profile WHERE workos_user_id = user_id AND id <> CAST(:#id AS uuid))
), told_apart AS MATERIALIZED (
    -- Somebody else, whom a person has told from this one, and who may still show in Circle what was written there for this one.
    SELECT m.circle_member_id AS member_id,
        -- Whoever had left may be the person, who came back as another member.
        EXISTS (
            SELECT
            FROM (SELECT * FROM change WHERE profile_id = CAST(:#id AS uuid) OFFSET 0) AS moved,
                (SELECT * FROM change WHERE profile_id = CAST(:#id AS uuid) OFFSET 0) AS back
            WHERE moved.field = 'circleMemberId' AND moved.rule = 'linked-by-person'
                AND moved.old_value = CAST(m.circle_member_id AS text)
                AND (back.field, back.rule, back.changed_at) = ('leftAt', 'linked-by-person', moved.changed_at)) AS was_theirs
    FROM (SELECT DISTINCT CAST(value AS bigint) AS member_id FROM trace WHERE field = 'circleMemberId') AS had,
        LATERAL (SELECT circle_member_id, told_apart FROM member_sync WHERE circle_member_id = had.member_id OFFSET 0) AS m
    WHERE m.told_apart @> ARRAY[CAST(:#id AS uuid)]
), member AS MATERIALIZED (
    SELECT member_id
    FROM (
        SELECT circle_member_id AS member_id FROM person
        UNION
        SELECT CAST(value AS bigint) FROM trace WHERE field = 'circleMemberId'
        UNION
        SELECT circle_member_id FROM member_sync WHERE searched_for = CAST(:#id AS uuid)) AS had
    WHERE member_id IS NOT NULL
      AND member_id NOT IN (SELECT member_id FROM told_apart WHERE NOT was_theirs)
      AND NOT EXISTS (SELECT FROM profile WHERE circle_member_id = member_id AND id <> CAST(:#id AS uuid))
), conflicted AS MATERIALIZED (
    -- Who could not be told from the person, and is not found to be the person.
    SELECT member_id
    FROM members_in_conflict(ARRAY[CAST(:#id AS uuid)]) AS member_id
    WHERE member_id NOT IN (SELECT member_id FROM member)
), pushed AS MATERIALIZED (
    -- What was written to members in Circle, who may be somebody else.
    SELECT coalesce(array_agg(DISTINCT new_value), '{}') AS texts
    FROM (SELECT * FROM change WHERE profile_id = CAST(:#id AS uuid) OFFSET 0) AS own
    WHERE source = 'push' AND new_value <> ''
), told_of AS MATERIALIZED (
    -- One by one (OFFSET 0), each by an index of its own: what is kept of events is far too much to be looked through.
    SELECT found.id, found.circle_member_id
    FROM member, LATERAL (SELECT id, circle_member_id FROM event WHERE circle_member_id = member.member_id OFFSET 0) AS found
    UNION
    SELECT found.id, found.circle_member_id
    FROM account,
        LATERAL (
            SELECT id, circle_member_id
            FROM event
            WHERE source = 'workos' AND accounts_in(body) @> ARRAY[account.user_id]
            OFFSET 0) AS found
    UNION
    SELECT found.id, found.circle_member_id
    FROM written, forms,
        LATERAL (
            SELECT id, circle_member_id, body
            FROM event
            WHERE addresses_in(body) @> ARRAY[written.form] AND (position('@' IN body) > 0 OR position('\u0040' IN body) > 0)
            OFFSET 0) AS found
    WHERE lower_ascii(unescaped(found.body)) ~ forms.any_of_them
), queued AS MATERIALIZED (
    -- Locked in one order everywhere, so that two writers never wait for each other.
    SELECT circle_member_id AS member_id
    FROM member_sync
    WHERE circle_member_id = ANY (ARRAY(
        SELECT member_id FROM member
        UNION
        SELECT member_id FROM conflicted
        UNION
        SELECT member_id FROM told_apart
        UNION
        -- What waits to be read by a sync is what an event said.
        SELECT found.circle_member_id
        FROM told_of, forms,
            LATERAL (SELECT * FROM member_sync AS m WHERE m.circle_member_id = told_of.circle_member_id OFFSET 0) AS found
        WHERE lower_ascii(unescaped(found.snapshot)) ~ forms.any_of_them))
    ORDER BY circle_member_id
    FOR UPDATE
), echo AS MATERIALIZED (
    -- What events of theirs have told of what was written there.
    SELECT found.id
    FROM told_apart,
        LATERAL (SELECT id, body FROM event WHERE circle_member_id = told_apart.member_id OFFSET 0) AS found,
        pushed
    WHERE coalesce(
        texts_in(found.body) && pushed.texts,
        EXISTS (
            SELECT
            FROM unnest(pushed.texts) AS text, LATERAL (SELECT CAST(to_json(text) AS text) AS quoted) AS value
            WHERE position(':' || quoted IN found.body) > 0 OR position(': ' || quoted IN found.body) > 0))
), echoes AS (
    UPDATE event
    SET body = '', reason = 'The data of somebody else, of whom it told, were erased.'
    WHERE id = ANY (ARRAY(SELECT id FROM echo WHERE id NOT IN (SELECT id FROM told_of)))
), events AS (
    UPDATE event
    SET body = '',
        reason = 'The data of the person were erased.',
        circle_member_id = NULL,
        disposition = CASE WHEN disposition = 'due' THEN 'ignored' ELSE disposition END
    WHERE id = ANY (ARRAY(SELECT id FROM told_of))
), undecided AS (
    -- An event without words cannot be looked at again.
    DELETE FROM account_conflict WHERE event_id = ANY (ARRAY(SELECT id FROM told_of))
), replays AS (
    DELETE FROM replay_member WHERE circle_member_id = ANY (ARRAY(SELECT member_id FROM member))
), queue AS (
    -- Whoever syncs the member now loses the lease, and cannot bring the person back.
    DELETE FROM member_sync
    WHERE circle_member_id = ANY (ARRAY(
        SELECT member_id
        FROM queued
        WHERE member_id NOT IN (SELECT member_id FROM conflicted UNION SELECT member_id FROM told_apart)))
), beside AS MATERIALIZED (
    SELECT forget_heard(ARRAY(SELECT member_id FROM told_apart), CAST(:#id AS uuid)) FROM (SELECT count(*) FROM queued) AS once_all_are_locked
), theirs AS MATERIALIZED (
    SELECT forget_person(ARRAY(SELECT member_id FROM told_apart WHERE was_theirs)) FROM (SELECT count(*) FROM beside) AS once_it_is_forgotten
), due AS MATERIALIZED (
    -- With the person the doubt is gone: the next sync decides anew, from what Circle says then.
    SELECT mark_due(ARRAY(SELECT member_id FROM conflicted)) FROM (SELECT count(*) FROM theirs) AS once_it_is_forgotten
), own_subject AS MATERIALIZED (
    SELECT 'profile:' || CAST(:#id AS text) AS subject
    UNION ALL
    SELECT 'member:' || member_id FROM member
), naming AS MATERIALIZED (
    SELECT id FROM outbox WHERE profile_id = CAST(:#id AS uuid)
    UNION
    SELECT found.id
    FROM own_subject AS own, LATERAL (SELECT id FROM outbox WHERE payload -> 'gap' ->> 'subject' = own.subject OFFSET 0) AS found
    UNION
    SELECT id
    FROM outbox
    WHERE kind = 'identity-conflict' AND payload -> 'gap' -> 'detail' -> 'profileIds' @> to_jsonb(CAST(:#id AS text))
    UNION
    SELECT found.id
    FROM account,
        LATERAL (
            SELECT id
            FROM outbox
            WHERE kind = 'identity-conflict' AND payload -> 'gap' -> 'detail' ->> 'workosUserId' = account.user_id
            OFFSET 0) AS found
    UNION
    SELECT found.id
    FROM written, forms,
        LATERAL (
            SELECT id, payload
            FROM outbox
            WHERE addresses_in(CAST(payload AS text)) @> ARRAY[written.form] AND (profile_id IS NULL OR kind = 'identity-conflict')
            OFFSET 0) AS found
    WHERE lower_ascii(CAST(found.payload AS text)) ~ forms.any_of_them
), told AS MATERIALIZED (
    SELECT id,
        -- An alert about somebody else is theirs.
        profile_id IS DISTINCT FROM CAST(:#id AS uuid)
            AND payload -> 'gap' ->> 'subject' ~ '^(profile|member):'
            AND payload -> 'gap' ->> 'subject' NOT IN (SELECT subject FROM own_subject) AS is_anothers
    FROM outbox
    WHERE id = ANY (ARRAY(SELECT id FROM naming))
    ORDER BY id
    FOR UPDATE
), messages AS (
    DELETE FROM outbox WHERE id = ANY (ARRAY(SELECT id FROM told WHERE is_anothers IS NOT TRUE))
), of_others AS (
    UPDATE outbox
    SET payload = without_texts(
        without_person(payload, CAST(:#id AS text), ARRAY(SELECT user_id FROM account), (SELECT any_of_them FROM forms)),
        (SELECT texts FROM pushed))
    WHERE id = ANY (ARRAY(SELECT id FROM told WHERE is_anothers))
), own_gap AS MATERIALIZED (
    SELECT id FROM gap WHERE profile_id = CAST(:#id AS uuid)
    UNION
    SELECT found.id
    FROM member,
        LATERAL (SELECT id, subject FROM gap WHERE circle_member_id = member.member_id OFFSET 0) AS found
    WHERE found.subject = 'member:' || member.member_id
    UNION
    SELECT found.id
    FROM account, LATERAL (SELECT id FROM gap WHERE detail ->> 'workosUserId' = account.user_id OFFSET 0) AS found
), gaps AS (
    DELETE FROM gap WHERE id = ANY (ARRAY(SELECT id FROM own_gap))
), gaps_of_others AS (
    -- Whose doubt this was is told from the others by the next sync.
    UPDATE gap
    SET detail = jsonb_set(detail, '{profileIds}', (detail -> 'profileIds') - CAST(:#id AS text))
    WHERE id = ANY (ARRAY(
        SELECT found.id
        FROM (SELECT count(*) FROM queued) AS once_all_are_locked, conflicted,
            LATERAL (
                SELECT id, kind, resolved_at, detail
                FROM gap
                WHERE circle_member_id = conflicted.member_id
                OFFSET 0) AS found
        WHERE found.kind = 'identity-conflict' AND found.resolved_at IS NULL
            AND found.detail -> 'profileIds' @> to_jsonb(CAST(:#id AS text))
            AND found.id NOT IN (SELECT id FROM own_gap)))
), findings AS (
    DELETE FROM reconciliation_finding
    WHERE id = ANY (ARRAY(
        SELECT id FROM reconciliation_finding WHERE profile_id = CAST(:#id AS uuid)
        UNION
        SELECT id FROM reconciliation_finding WHERE circle_member_id = ANY (ARRAY(SELECT member_id FROM member))))
), listed AS (
    -- What an open run has seen in Circle's list.
    DELETE FROM reconciliation_member AS seen
    USING (SELECT id FROM reconciliation WHERE state IN ('planned', 'running', 'waiting') OFFSET 0) AS open, member
    WHERE seen.reconciliation_id = open.id AND seen.circle_member_id = member.member_id
), page AS (
    -- One that is on its way may show them: it is asked for again. Whoever is writing one has compared it with the profile.
    UPDATE reconciliation
    SET lease_token = NULL, due_at = now()
    WHERE id = ANY (ARRAY(
        SELECT id
        FROM reconciliation
        WHERE state = 'running' AND step = 'scan' AND lease_token IS NOT NULL AND EXISTS (SELECT FROM member)
        FOR UPDATE SKIP LOCKED))
), findings_of_others AS (
    UPDATE reconciliation_finding
    SET other_member_id = NULL
    WHERE other_member_id = ANY (ARRAY(SELECT member_id FROM member))
        AND profile_id IS DISTINCT FROM CAST(:#id AS uuid) AND circle_member_id <> ALL (ARRAY(SELECT member_id FROM member))
), elsewhere AS MATERIALIZED (
    -- Somebody else's profile, while the member was taken for its person's.
    SELECT ended.profile_id, ended.member, ended.id AS until_id, began.changed_at AS since, began.id AS since_id, began.rule
    FROM member,
        LATERAL (
            SELECT id, profile_id, old_value AS member
            FROM change
            WHERE field = 'circleMemberId' AND rule = 'linked-by-person' AND old_value = CAST(member.member_id AS text)
            OFFSET 0) AS ended,
        LATERAL (
            SELECT id, changed_at, rule
            FROM change
            WHERE profile_id = ended.profile_id AND field = 'circleMemberId' AND new_value = ended.member AND id < ended.id
            ORDER BY id DESC
            LIMIT 1) AS began
    WHERE ended.profile_id <> CAST(:#id AS uuid)
), brought AS MATERIALIZED (
    SELECT found.id, elsewhere.profile_id, found.field, found.new_value AS value
    FROM elsewhere,
        LATERAL (SELECT * FROM change WHERE profile_id = elsewhere.profile_id AND id < elsewhere.until_id OFFSET 0) AS found
    WHERE found.changed_at >= elsewhere.since
        AND (
            found.source = 'circle'
            OR found.field = 'circleMemberId' AND found.new_value = elsewhere.member
            -- What was found by them: the account, and its address.
            OR found.field = 'workosUserId' AND found.new_value IN (SELECT user_id FROM account)
            OR found.field = 'email' AND lower_ascii(found.new_value) IN (SELECT email FROM address))
    UNION ALL
    -- A profile that was made from the member began with their values, of which no line tells but the first one after.
    SELECT elsewhere.since_id, elsewhere.profile_id, first.field, first.old_value
    FROM elsewhere,
        LATERAL (
            SELECT DISTINCT ON (field) field, old_value
            FROM (SELECT * FROM change WHERE profile_id = elsewhere.profile_id AND id > elsewhere.since_id OFFSET 0) AS later
            WHERE source <> 'push'
            ORDER BY field, id) AS first
    WHERE elsewhere.rule = 'created' AND first.old_value IS NOT NULL AND first.field NOT IN ('email', 'workosUserId', 'circleMemberId')
), pushed_over AS MATERIALIZED (
    -- What had stood in Circle before the other profile's value was written there is the person's, unless it was that profile's own.
    SELECT found.id, elsewhere.profile_id, found.field, found.old_value AS value
    FROM elsewhere,
        LATERAL (SELECT * FROM change WHERE profile_id = elsewhere.profile_id AND source = 'push' OFFSET 0) AS found
    WHERE found.changed_at >= elsewhere.since AND found.old_value IS NOT NULL
        AND NOT EXISTS (
            -- What was under way is told after the end.
            SELECT
            FROM (SELECT * FROM change WHERE profile_id = elsewhere.profile_id AND change.id < found.id OFFSET 0) AS next
            WHERE next.field = 'circleMemberId' AND next.new_value IS NOT NULL AND next.id > elsewhere.until_id)
        AND NOT EXISTS (
            SELECT
            FROM (SELECT * FROM change WHERE profile_id = elsewhere.profile_id AND change.id < found.id OFFSET 0) AS own
            WHERE (own.field, own.source, own.new_value) = (found.field, 'push', found.old_value))
), timelines AS (
    -- The lines stay, without what the person's member had brought.
    UPDATE change
    SET old_value = CASE
            WHEN EXISTS (SELECT FROM brought WHERE brought.id < change.id AND (profile_id, field, value) = (change.profile_id, change.field, change.old_value)) THEN NULL
            WHEN id IN (SELECT id FROM pushed_over) THEN NULL
            ELSE old_value
        END,
        new_value = CASE
            WHEN id IN (SELECT id FROM brought) THEN NULL
            WHEN (source = 'push' OR rule IN ('undo', 'flip'))
                AND EXISTS (SELECT FROM brought WHERE brought.id < change.id AND (profile_id, field, value) = (change.profile_id, change.field, change.new_value))
            THEN NULL
            ELSE new_value
        END
    WHERE id = ANY (ARRAY(
        SELECT id FROM brought
        UNION
        SELECT id FROM pushed_over
        UNION
        SELECT later.id
        FROM brought,
            LATERAL (SELECT * FROM change WHERE profile_id = brought.profile_id AND change.id > brought.id OFFSET 0) AS later
        WHERE later.field = brought.field AND brought.value IN (later.old_value, later.new_value)))
), conflicts_of_others AS (
    DELETE FROM conflict WHERE circle_member_id = ANY (ARRAY(SELECT member_id FROM member)) AND profile_id <> CAST(:#id AS uuid)
), accounts AS (
    DELETE FROM workos_user WHERE user_id = ANY (ARRAY(SELECT user_id FROM account))
), noted AS (
    INSERT INTO erasure (profile_id, erased_at) VALUES (CAST(:#id AS uuid), now())
)
DELETE FROM profile
USING (SELECT count(*) FROM due) AS once_the_others_are_due
WHERE id = CAST(:#id AS uuid)
