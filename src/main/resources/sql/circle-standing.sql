-- Writes how Circle stands after an answer that tells, and what is to be told of it. Whoever waits for another attempt begins a new count.
WITH document AS MATERIALIZED (
    SELECT CAST(# AS jsonb) AS d
), asked AS MATERIALIZED (
    SELECT r.* FROM document, jsonb_to_record(d -> 'own') AS r (well boolean, reason text, pause_millis bigint)
), moved AS (
    -- Whoever only heard that Circle is well has not been asked to find out, and what a person has opened stays so.
    UPDATE partner AS p
    SET state = CASE WHEN asked.well THEN 'closed' ELSE 'open' END,
        since = CASE WHEN asked.well OR p.state = 'closed' THEN now() ELSE p.since END,
        reason = asked.reason,
        refusals = CASE WHEN asked.well THEN p.refusals ELSE refusals_in_a_row(p) + 1 END,
        next_at = now() + asked.pause_millis * interval '1 millisecond'
    FROM asked
    WHERE p.name = 'circle' AND (p.state = 'probing' OR p.state = 'closed' AND NOT asked.well)
    RETURNING asked.well, p.since = now() AS is_news
), anew AS MATERIALIZED (
    SELECT count_attempts_anew() FROM moved
)
-- That it goes on is no news.
SELECT moved.well, CASE WHEN NOT moved.well THEN open_gaps(d) END AS opened
FROM moved, document, (SELECT count(*) FROM anew) AS once_they_are_counted
WHERE moved.is_news
