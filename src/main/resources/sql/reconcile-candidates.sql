-- Which profiles may the members of a page be, by which key is each found, which gaps are open about them, and what does the queue know of them? As member-candidates.sql, but nothing is locked, for nothing is written.
WITH wanted AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(:#${body} AS jsonb)) AS w (id bigint, sso text, email text)
), candidates AS MATERIALIZED (
    SELECT *
    FROM profile
    WHERE id = ANY (ARRAY(
        SELECT id
        FROM profile
        WHERE circle_member_id = ANY (ARRAY(SELECT id FROM wanted))
           OR workos_user_id = ANY (ARRAY(SELECT sso FROM wanted WHERE sso IS NOT NULL))
           OR email_key = ANY (ARRAY(SELECT email FROM wanted WHERE email IS NOT NULL))))
), found AS (
    SELECT wanted.id AS member, 'member' AS key, candidates.id AS profile
    FROM wanted JOIN candidates ON candidates.circle_member_id = wanted.id
    UNION ALL
    SELECT wanted.id, 'account', candidates.id
    FROM wanted JOIN candidates ON candidates.workos_user_id = wanted.sso
    UNION ALL
    SELECT wanted.id, 'email', candidates.id
    FROM wanted JOIN candidates ON candidates.email_key = wanted.email
), gaps AS (
    SELECT open.subject, open.kind
    FROM wanted,
        LATERAL (
            SELECT subject, kind
            FROM gap
            WHERE subject = 'member:' || wanted.id AND resolved_at IS NULL
            OFFSET 0) AS open
), members AS (
    SELECT wanted.id, m.sent, m.generation <> m.synced_generation AS waiting, m.told_apart, m.for_others, m.our_time
    FROM wanted,
        LATERAL (
            SELECT sent, generation, synced_generation, told_apart, for_others, our_time
            FROM member_sync
            WHERE circle_member_id = wanted.id
            OFFSET 0) AS m
), rivals AS (
    SELECT member, rival FROM rivals_of(ARRAY(SELECT id FROM wanted))
), apart AS (
    SELECT id AS member, told_apart AS profiles, coalesce(for_others, '{}') AS for_others, our_time, is_linked_by_person(id) AS by_person
    FROM members
    WHERE told_apart IS NOT NULL
)
SELECT (SELECT coalesce(jsonb_agg(to_jsonb(candidates)), '[]') FROM candidates)::text AS profiles,
       (SELECT coalesce(jsonb_agg(to_jsonb(found)), '[]') FROM found)::text AS found,
       (SELECT coalesce(jsonb_agg(to_jsonb(apart)), '[]') FROM apart)::text AS told_apart,
       (SELECT coalesce(jsonb_agg(to_jsonb(rivals)), '[]') FROM rivals)::text AS rivals,
       (SELECT coalesce(jsonb_agg(to_jsonb(gaps)), '[]') FROM gaps)::text AS gaps,
       (SELECT coalesce(jsonb_agg(user_id), '[]')
        FROM workos_user
        WHERE deleted AND user_id = ANY (ARRAY(SELECT sso FROM wanted WHERE sso IS NOT NULL)))::text AS deleted_accounts,
       (SELECT coalesce(jsonb_agg(to_jsonb(members) - '{told_apart,for_others,our_time}'::text[]), '[]') FROM members)::text AS members
