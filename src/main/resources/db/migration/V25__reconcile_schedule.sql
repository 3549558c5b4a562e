-- Up to when a schedule has been looked at: what passes while no node runs is made up for.
CREATE TABLE reconcile_schedule (
    cron      text PRIMARY KEY,
    looked_at timestamptz NOT NULL DEFAULT now()
);
