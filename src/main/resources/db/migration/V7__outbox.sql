-- How often the message was refused with its channel although others had gone out since the time before. Once may be two outages that
-- it met; more often, the message was meant.
ALTER TABLE outbox ADD COLUMN refused_apart integer NOT NULL DEFAULT 0;
