-- Has mails go out to a person again, and answers whether there is such a profile.
WITH person AS MATERIALIZED (
    SELECT id FROM profile WHERE id = CAST(:#profileId AS uuid) FOR KEY SHARE
), wanted AS MATERIALIZED (
    DELETE FROM unsubscribed WHERE profile_id = CAST(:#profileId AS uuid) RETURNING profile_id
), noted AS MATERIALIZED (
    SELECT note_act(ARRAY(SELECT profile_id FROM wanted), 'subscribe', CAST(:#operator AS text), 'message')
)
SELECT EXISTS (SELECT FROM person) AS known FROM (SELECT count(*) FROM noted) AS once_it_is_noted
