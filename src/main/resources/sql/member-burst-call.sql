-- Takes a call to Circle for a page of its list, if one is to be had now.
WITH asked AS MATERIALIZED (
    SELECT *
    FROM jsonb_to_record(CAST(:#${body} AS jsonb)) AS r (own bigint, pause_micros bigint, burst integer, quota integer)
), circle AS MATERIALIZED (
    SELECT p.state = 'closed' AND calls_free(p, own, pause_micros, burst, quota) > 0 AS is_free
    FROM partner AS p, asked
    WHERE p.name = 'circle'
    FOR UPDATE OF p
), paid AS (
    UPDATE partner AS p
    SET (next_at, minute, minute_calls, month, month_calls) = (SELECT * FROM after_calls(p, 1, pause_micros))
    FROM asked, circle
    WHERE p.name = 'circle' AND circle.is_free
)
SELECT is_free FROM circle
