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
SELECT (SELECT coalesce(jsonb_agg(to_jsonb(locked)), '[]') FROM locked)::text AS profiles,
       (SELECT coalesce(jsonb_agg(to_jsonb(gaps)), '[]') FROM gaps)::text AS gaps
