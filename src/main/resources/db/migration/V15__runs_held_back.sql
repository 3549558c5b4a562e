-- Calls of the month that a reconciliation may still make; its last tenth is left for webhooks and local edits.
CREATE FUNCTION calls_of_month_behind(p partner, quota integer) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT quota - calls_of_month(p) - quota / 10
$$;

CREATE OR REPLACE FUNCTION calls_behind(p partner, pause_micros bigint, burst integer, reserve integer, quota integer) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT LEAST(calls_free(p, 0, pause_micros, burst, 2147483647) - reserve, calls_of_month_behind(p, quota))
$$;
