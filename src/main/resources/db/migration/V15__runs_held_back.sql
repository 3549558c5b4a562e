-- Calls of the month that a reconciliation may still make; its last tenth is left for webhooks and local edits.
CREATE FUNCTION calls_of_month_behind(p partner, quota integer) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT quota - calls_of_month(p) - quota / 10
$$;

CREATE OR REPLACE FUNCTION calls_behind(p partner, pause_micros bigint, burst integer, reserve integer, quota integer) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT LEAST(calls_free(p, 0, pause_micros, burst, 2147483647) - reserve, calls_of_month_behind(p, quota))
$$;

-- Why a reconciliation makes no call for longer than others need one: Circle is not called, or the month's calls are used up.
CREATE FUNCTION held_back(p partner, quota integer, away text, spent text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(away, CASE WHEN calls_of_month_behind(p, quota) <= 0 THEN spent END)
$$;
