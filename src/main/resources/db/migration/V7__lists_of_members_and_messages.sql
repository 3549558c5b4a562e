-- Messages that were given up are found without a look at all that were sent.
CREATE INDEX outbox_failed ON outbox (created_at, id) WHERE state = 'failed';
