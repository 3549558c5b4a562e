-- Changes that are to be taken back, from below an id, newest first: those with the given ids, or what an event brought about.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body.wanted} AS jsonb)) AS r (
        ids bigint[], event bigint, before bigint, "limit" integer)
), named AS (
    SELECT found.id
    FROM asked,
        LATERAL unnest(asked.ids) AS wanted (id),
        LATERAL (SELECT id FROM change WHERE change.id = wanted.id OFFSET 0) AS found
), of_an_event AS (
    -- The member's profile has what an event of Circle brought about; those of WorkOS are few.
    SELECT found.id
    FROM asked,
        LATERAL (
            SELECT p.id
            FROM profile AS p
            WHERE p.circle_member_id = (SELECT circle_member_id FROM event WHERE event.id = asked.event)) AS person,
        LATERAL (SELECT id, event_id FROM change WHERE change.profile_id = person.id OFFSET 0) AS found
    WHERE found.event_id = asked.event
    UNION
    SELECT id FROM change WHERE source = 'workos' AND event_id = (SELECT event FROM asked)
)
SELECT c.id, c.profile_id, c.field, c.old_value, c.new_value, c.source, c.rule,
    -- A person has said since that the profile is somebody else's than the member's to whom it was linked.
    (
        SELECT count(*) > 0
        FROM (SELECT * FROM change WHERE profile_id = c.profile_id AND change.id > c.id OFFSET 0) AS later
        WHERE later.field = 'circleMemberId' AND later.rule = 'linked-by-person' AND later.old_value IS NOT NULL) AS of_another
FROM asked,
    LATERAL (SELECT id FROM named UNION SELECT id FROM of_an_event) AS listed,
    LATERAL (SELECT * FROM change WHERE change.id = listed.id OFFSET 0) AS c
WHERE c.id < asked.before
ORDER BY c.id DESC
LIMIT (SELECT "limit" FROM asked)
