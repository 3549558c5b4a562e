-- Where a mail goes, as long as it is in work, its person is there, and they are still to hear of what it tells.
SELECT person.email
FROM (SELECT profile_id, kind, state, due_at, leased_until FROM outbox WHERE id = ? OFFSET 0) AS mail,
    LATERAL (SELECT email FROM profile WHERE id = mail.profile_id OFFSET 0) AS person
WHERE mail.state = 'pending' AND mail.due_at < 'infinity' AND mail.leased_until > now()
    AND heard_by_mail(mail.profile_id, mail.kind) IS NOT NULL
