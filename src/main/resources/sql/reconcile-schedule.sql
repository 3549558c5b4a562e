-- Begins the run of a time of the schedule, once for all nodes, and not while another is open. What had passed before is over
-- with it, and so are schedules that are none any more.
WITH begun AS (
    INSERT INTO reconciliation (dry_run, scheduled_for)
    VALUES (false, CAST(:#${body} AS timestamptz))
    ON CONFLICT DO NOTHING
), former AS (
    DELETE FROM reconcile_schedule WHERE cron <> :#${properties:reconcile.cron}
)
UPDATE reconcile_schedule
SET looked_at = greatest(now(), CAST(:#${body} AS timestamptz))
WHERE cron = :#${properties:reconcile.cron}
