-- How each channel of messages stands. While a partner refuses our account, nothing is wrong with the messages that wait.
CREATE TABLE message_channel (
    name          text PRIMARY KEY,
    -- Since when the channel takes nothing; null while messages go out.
    refused_since timestamptz,
    -- Refusals since then.
    refusals      integer NOT NULL DEFAULT 0,
    -- When one message asks again whether the channel is mended; null while messages go out.
    probe_at      timestamptz,
    error         text,
    -- When the last message went out.
    sent_at       timestamptz
);
INSERT INTO message_channel (name) VALUES ('slack'), ('mail');

-- When the channel, and not the message, was refused last. If others have gone out since, the message was meant after all.
ALTER TABLE outbox ADD COLUMN refused_at timestamptz;
