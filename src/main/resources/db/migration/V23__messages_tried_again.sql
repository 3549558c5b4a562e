-- The few messages that are tried again, found without a look at all that wait.
CREATE INDEX outbox_tried_again ON outbox (channel, due_at) WHERE state = 'pending' AND attempts > 0;
