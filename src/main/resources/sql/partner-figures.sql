-- How each partner stands, how often it has been called this month, and how many messages wait for it.
SELECT p.name, p.state, p.since, p.reason, calls_of_month(p) AS month_calls,
    (SELECT count(*) FROM outbox WHERE channel = p.name AND state = 'pending') AS waiting
FROM partner AS p
ORDER BY p.name
