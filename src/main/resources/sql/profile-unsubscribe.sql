-- Has no mails go out to a person any more, and answers whether there is such a profile.
WITH person AS MATERIALIZED (
    SELECT id FROM profile WHERE id = CAST(:#profileId AS uuid) FOR KEY SHARE
), stopped AS MATERIALIZED (
    INSERT INTO unsubscribed (profile_id) SELECT id FROM person ON CONFLICT DO NOTHING RETURNING profile_id
), noted AS MATERIALIZED (
    SELECT note_act(ARRAY(SELECT profile_id FROM stopped), 'unsubscribe', CAST(:#operator AS text), 'message')
)
SELECT EXISTS (SELECT FROM person) AS known FROM (SELECT count(*) FROM noted) AS once_it_is_noted
