-- Calls that a reconciliation may make: what is left beyond the part of those that may go out at once which is kept for others,
-- and, while a member is due, beyond what one may need, to be read and to be written to. Else it would take each single call as
-- it comes, and there would never be two.
CREATE OR REPLACE FUNCTION calls_behind(p partner, pause_micros bigint, burst integer, reserve integer, quota integer) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT LEAST(
        calls_free(p, 0, pause_micros, burst, 2147483647)
            - CASE WHEN EXISTS (SELECT FROM member_sync WHERE due_at <= now()) THEN GREATEST(reserve, 2) ELSE reserve END,
        calls_of_month_behind(p, quota))
$$;
