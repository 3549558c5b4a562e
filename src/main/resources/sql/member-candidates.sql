-- Locks the profiles that the fetched members may be, and tells by which key each is found, and which gaps are open about them.
WITH wanted AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(# AS jsonb)) AS w (id bigint, sso text, email text)
), patience AS MATERIALIZED (
    -- For this transaction: whoever else is in the batch waits, too, for what somebody holds.
    SELECT set_config('lock_timeout', '250ms', true)
), locked AS MATERIALIZED (
    -- Looked up first and by themselves: asked for in order, they would be read out of all profiles.
    SELECT *
    FROM profile
    WHERE id = ANY (ARRAY(
        SELECT id
        FROM profile
        WHERE circle_member_id = ANY (ARRAY(SELECT id FROM wanted))
           OR workos_user_id = ANY (ARRAY(SELECT sso FROM wanted WHERE sso IS NOT NULL))
           OR email_key = ANY (ARRAY(SELECT email FROM wanted WHERE email IS NOT NULL))))
      AND EXISTS (SELECT FROM patience)
    ORDER BY id
    FOR UPDATE
), found AS (
    SELECT wanted.id AS member, 'member' AS key, locked.id AS profile
    FROM wanted JOIN locked ON locked.circle_member_id = wanted.id
    UNION ALL
    SELECT wanted.id, 'account', locked.id
    FROM wanted JOIN locked ON locked.workos_user_id = wanted.sso
    UNION ALL
    SELECT wanted.id, 'email', locked.id
    FROM wanted JOIN locked ON locked.email_key = wanted.email
), apart AS (
    SELECT wanted.id AS member, m.told_apart AS profiles, coalesce(m.for_others, '{}') AS for_others, m.our_time,
        is_linked_by_person(wanted.id) AS by_person
    FROM wanted,
        LATERAL (SELECT told_apart, for_others, our_time FROM member_sync WHERE circle_member_id = wanted.id OFFSET 0) AS m
    WHERE m.told_apart IS NOT NULL
), rivals AS (
    SELECT member, rival FROM rivals_of(ARRAY(SELECT id FROM wanted))
), subjects AS (
    SELECT 'profile:' || id AS subject FROM locked
    UNION ALL
    SELECT 'member:' || id FROM wanted
), gaps AS (
    -- One by one (OFFSET 0): a join would be planned once, while the table is small, as a scan of all open gaps.
    SELECT open.subject, open.kind
    FROM subjects,
        LATERAL (
            SELECT subject, kind
            FROM gap
            WHERE subject = subjects.subject AND resolved_at IS NULL
            OFFSET 0) AS open
)
SELECT (SELECT coalesce(jsonb_agg(to_jsonb(locked)), '[]') FROM locked WHERE id IN (SELECT profile FROM found))::text AS profiles,
       (SELECT coalesce(jsonb_agg(to_jsonb(found)), '[]') FROM found)::text AS found,
       (SELECT coalesce(jsonb_agg(to_jsonb(apart)), '[]') FROM apart)::text AS told_apart,
       (SELECT coalesce(jsonb_agg(to_jsonb(rivals)), '[]') FROM rivals)::text AS rivals,
       (SELECT coalesce(jsonb_agg(to_jsonb(gaps)), '[]') FROM gaps)::text AS gaps,
       (SELECT coalesce(jsonb_agg(user_id), '[]')
        FROM workos_user
        WHERE deleted AND user_id = ANY (ARRAY(SELECT sso FROM wanted WHERE sso IS NOT NULL)))::text AS deleted_accounts
