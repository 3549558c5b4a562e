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
    SELECT DISTINCT lower_ascii(email) AS email,
        -- Not part of a longer address. The letter of an escape in JSON is no part of it either.
        '(^|[^[:alnum:]._%+-]|\\[bfnrt]|\\u[[:xdigit:]]{4})'
            || regexp_replace(lower_ascii(email), '([]^$*+?(){}|.\\[])', '\\\1', 'g')
            || '(?![[:alnum:]-]|\.[[:alnum:]])' AS form
    FROM (
        SELECT unnest(ARRAY[email, email_key, circle_email, workos_email]) AS email FROM person
        UNION ALL
        SELECT value FROM trace WHERE field = 'email') AS had
    WHERE email IS NOT NULL
), account AS MATERIALIZED (
    -- What has passed to somebody else is theirs.
    SELECT user_id
    FROM (
        SELECT workos_user_id AS user_id FROM person
        UNION
        SELECT circle_account FROM person
        UNION
        SELECT value FROM trace WHERE field = 'workosUserId') AS had
    WHERE user_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM profile WHERE workos_user_id = user_id AND id <> CAST(:#id AS uuid))
), member AS MATERIALIZED (
    SELECT member_id
    FROM (
        SELECT circle_member_id AS member_id FROM person
        UNION
        SELECT CAST(value AS bigint) FROM trace WHERE field = 'circleMemberId'
        UNION
        SELECT circle_member_id FROM member_sync WHERE searched_for = CAST(:#id AS uuid)) AS had
    WHERE member_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM profile WHERE circle_member_id = member_id AND id <> CAST(:#id AS uuid))
), conflicted AS MATERIALIZED (
    -- Who could not be told from the person, and is not found to be the person.
    SELECT member_id
    FROM members_in_conflict(ARRAY[CAST(:#id AS uuid)]) AS member_id
    WHERE member_id NOT IN (SELECT member_id FROM member)
), queued AS MATERIALIZED (
    -- Locked in one order everywhere, so that two writers never wait for each other.
    SELECT circle_member_id AS member_id
    FROM member_sync
    WHERE circle_member_id IN (SELECT member_id FROM member)
       OR circle_member_id IN (SELECT member_id FROM conflicted)
       OR EXISTS (SELECT FROM address WHERE position(email IN lower_ascii(snapshot)) > 0 AND lower_ascii(snapshot) ~ form)
    ORDER BY circle_member_id
    FOR UPDATE
), events AS (
    UPDATE event
    SET body = '',
        reason = 'The data of the person were erased.',
        circle_member_id = NULL,
        disposition = CASE WHEN disposition = 'due' THEN 'ignored' ELSE disposition END
    WHERE circle_member_id IN (SELECT member_id FROM member)
       OR EXISTS (SELECT FROM account WHERE position('"' || user_id || '"' IN body) > 0)
       OR EXISTS (SELECT FROM address WHERE position(email IN lower_ascii(body)) > 0 AND lower_ascii(body) ~ form)
), replays AS (
    DELETE FROM replay_member WHERE circle_member_id IN (SELECT member_id FROM member)
), queue AS (
    -- Whoever syncs the member now loses the lease, and cannot bring the person back.
    DELETE FROM member_sync
    WHERE circle_member_id IN (SELECT member_id FROM queued)
      AND circle_member_id NOT IN (SELECT member_id FROM conflicted)
), due AS MATERIALIZED (
    -- With the person the doubt is gone: the next sync decides anew, from what Circle says then.
    SELECT mark_due(ARRAY(SELECT member_id FROM conflicted)) FROM (SELECT count(*) FROM queued) AS once_all_are_locked
), told AS MATERIALIZED (
    SELECT id
    FROM outbox
    WHERE profile_id = CAST(:#id AS uuid)
       OR position(CAST(:#id AS text) IN CAST(payload AS text)) > 0
       OR payload -> 'gap' ->> 'subject' IN (SELECT 'member:' || member_id FROM member)
       OR payload -> 'gap' -> 'detail' ->> 'workosUserId' IN (SELECT user_id FROM account)
       OR EXISTS (
           SELECT FROM address
           WHERE position(email IN lower_ascii(CAST(payload AS text))) > 0
             AND lower_ascii(CAST(payload AS text)) ~ form)
    ORDER BY id
    FOR UPDATE
), messages AS (
    DELETE FROM outbox WHERE id IN (SELECT id FROM told)
), gaps AS (
    DELETE FROM gap
    WHERE profile_id = CAST(:#id AS uuid)
       OR subject IN (SELECT 'member:' || member_id FROM member)
       OR detail ->> 'workosUserId' IN (SELECT user_id FROM account)
), findings AS (
    DELETE FROM reconciliation_finding
    WHERE id = ANY (ARRAY(
        SELECT id FROM reconciliation_finding WHERE profile_id = CAST(:#id AS uuid)
        UNION
        SELECT id FROM reconciliation_finding WHERE circle_member_id = ANY (ARRAY(SELECT member_id FROM member))))
), accounts AS (
    DELETE FROM workos_user WHERE user_id IN (SELECT user_id FROM account)
), noted AS (
    INSERT INTO erasure (profile_id, erased_at) VALUES (CAST(:#id AS uuid), now())
)
DELETE FROM profile
USING (SELECT count(*) FROM due) AS once_the_others_are_due
WHERE id = CAST(:#id AS uuid)
