-- Any number of channels of any kind, by name: mail, slack, slack:members. A kind is what stands before the colon.
ALTER TABLE outbox DROP CONSTRAINT outbox_channel_check;
DROP INDEX outbox_slack_sent_at;
CREATE INDEX outbox_sent_at ON outbox (channel, sent_at) WHERE state = 'sent';

-- When the channel's next message may go out: after the pause between two messages, when its partner has asked to wait, or
-- when one message asks again whether the partner takes any.
ALTER TABLE message_channel ADD COLUMN next_at timestamptz NOT NULL DEFAULT now();
UPDATE message_channel SET next_at = COALESCE(probe_at, next_at);
ALTER TABLE message_channel DROP COLUMN probe_at;

-- A notice names the channels that it is told through.
UPDATE outbox
SET payload = jsonb_set(
    payload - 'mailed',
    '{channels}',
    CASE WHEN payload ->> 'mailed' = 'true' AND channel = 'slack' THEN '["slack", "mail"]' ELSE jsonb_build_array(channel) END)
WHERE state = 'pending' AND jsonb_typeof(payload) = 'object';
