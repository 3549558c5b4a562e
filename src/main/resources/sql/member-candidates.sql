-- Locks the profiles that the fetched members may be, and tells which gaps are open about them.
WITH wanted AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(CAST(:#${body} AS jsonb)) AS w (id bigint, sso text, email text)
), locked AS MATERIALIZED (
    SELECT *
    FROM profile
    WHERE circle_member_id = ANY (ARRAY(SELECT id FROM wanted))
       OR workos_user_id = ANY (ARRAY(SELECT sso FROM wanted WHERE sso IS NOT NULL))
       OR lower(email) = ANY (ARRAY(SELECT email FROM wanted WHERE email IS NOT NULL))
    ORDER BY id
    FOR UPDATE
)
SELECT (SELECT coalesce(jsonb_agg(to_jsonb(locked)), '[]') FROM locked)::text AS profiles,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('subject', subject, 'kind', kind)), '[]')
        FROM gap
        WHERE resolved_at IS NULL
          AND subject = ANY (ARRAY(SELECT 'profile:' || id FROM locked
                                   UNION ALL
                                   SELECT 'member:' || id FROM wanted)))::text AS gaps
