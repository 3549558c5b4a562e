-- Up to when has the schedule been looked at? A new one is looked at from now on.
WITH first AS (
    INSERT INTO reconcile_schedule (cron)
    SELECT cron FROM (VALUES (CAST(:#${properties:reconcile.cron} AS text))) AS ours (cron) WHERE cron <> ''
    ON CONFLICT DO NOTHING
), put_right AS (
    -- While the clock was ahead it was looked at up to a time that is still to come; its nights are not over for that.
    UPDATE reconcile_schedule
    SET looked_at = now()
    WHERE cron = :#${properties:reconcile.cron} AND looked_at > now() + interval '1 hour'
)
SELECT looked_at FROM reconcile_schedule WHERE cron = :#${properties:reconcile.cron}
