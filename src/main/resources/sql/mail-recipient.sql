-- Where a mail goes, as long as it is to go out and its person is there.
SELECT person.email
FROM (SELECT profile_id, state FROM outbox WHERE id = ? OFFSET 0) AS mail,
    LATERAL (SELECT email FROM profile WHERE id = mail.profile_id OFFSET 0) AS person
WHERE mail.state = 'pending'
