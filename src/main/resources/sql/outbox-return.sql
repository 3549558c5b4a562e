-- Notes what was confirmed to a process that stops, and gives back what it has not sent.
UPDATE outbox
SET state = CASE WHEN id = ANY (asked.confirmed) THEN 'sent' ELSE state END,
    sent_at = CASE WHEN id = ANY (asked.confirmed) THEN now() ELSE sent_at END,
    leased_until = NULL
FROM (SELECT CAST(? AS bigint[]) AS confirmed, CAST(? AS bigint[]) AS waiting) AS asked
WHERE id = ANY (ARRAY(
        SELECT o.id
        FROM outbox AS o
        WHERE o.id = ANY (asked.confirmed || asked.waiting)
        ORDER BY o.id
        FOR UPDATE))
    AND state = 'pending'
