-- How Circle defined the fields whose values it did not keep ({fieldJsonName: definition}): once that has changed, they
-- are sent again.
ALTER TABLE profile ADD COLUMN rejected_definitions jsonb NOT NULL DEFAULT '{}';

-- The base is what Circle showed when it was last decided, also where the local value does not get there. Until now such
-- a value had none; what it was last preferred to is known from the conflicts.
WITH local AS (
    SELECT p.id, field.name, field.value
    FROM profile AS p,
        LATERAL (VALUES
            ('firstName', p.first_name),
            ('lastName', p.last_name),
            ('headline', p.headline),
            ('bio', p.bio),
            ('location', p.location),
            ('website', p.website),
            ('instagramUrl', p.instagram_url),
            ('linkedinUrl', p.linkedin_url)) AS field (name, value)
    WHERE p.base IS NOT NULL AND field.value IS NOT NULL AND p.base ->> field.name IS DISTINCT FROM field.value
), decided AS (
    SELECT DISTINCT ON (c.profile_id, c.field) c.profile_id, c.field, c.local_value, c.circle_value, c.winner
    FROM conflict AS c
    JOIN profile AS p ON p.id = c.profile_id AND p.circle_member_id = c.circle_member_id
    ORDER BY c.profile_id, c.field, c.id DESC
), shown AS (
    SELECT local.id, jsonb_object_agg(local.name, decided.circle_value) AS base
    FROM local
    JOIN decided ON decided.profile_id = local.id AND decided.field = local.name
    WHERE decided.winner = 'local' AND decided.local_value = local.value
    GROUP BY local.id
)
UPDATE profile AS p
SET base = p.base || shown.base
FROM shown
WHERE p.id = shown.id;
