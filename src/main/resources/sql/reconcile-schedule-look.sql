-- Up to when has the schedule been looked at? A new one is looked at from now on.
WITH first AS (
    INSERT INTO reconcile_schedule (cron)
    SELECT cron FROM (VALUES (CAST(:#${properties:reconcile.cron} AS text))) AS ours (cron) WHERE cron <> ''
    ON CONFLICT DO NOTHING
)
SELECT looked_at FROM reconcile_schedule WHERE cron = :#${properties:reconcile.cron}
