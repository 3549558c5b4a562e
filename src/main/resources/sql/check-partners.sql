-- Which partners are stopped, and how much of the month is used?
SELECT name, state <> 'closed' AS stopped, next_at = 'infinity' AS by_a_person, coalesce(reason, '') AS reason,
    calls_of_month(p) AS month_calls
FROM partner AS p ORDER BY name
