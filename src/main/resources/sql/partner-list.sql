-- How each partner stands, and how often it has been called.
SELECT p.name, p.state, p.since, p.reason,
    CASE WHEN p.state = 'open' AND p.next_at < 'infinity' THEN p.next_at END AS next_probe_at,
    calls_of_minute(p) AS minute_calls, calls_of_month(p) AS month_calls
FROM partner AS p
WHERE CAST(:#name AS text) IS NULL OR p.name = :#name
ORDER BY array_position(ARRAY['circle', 'slack'], split_part(p.name, ':', 1)), p.name
