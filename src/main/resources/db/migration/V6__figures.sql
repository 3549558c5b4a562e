-- What operators are told of the whole service: counted over indexes of what is looked at, however much there is beside it.

-- Whoever asks for open gaps by anything else must not find this index fit for it: nobody else asks for this sum.
CREATE INDEX gap_open_kind ON gap (kind) WHERE resolved_at IS NULL AND id + 0 > 0;
-- Messages that were given up.
CREATE INDEX outbox_failed ON outbox (channel) WHERE state = 'failed';

-- When each of these went well last, on any node. A node keeps its own times and writes them down now and then; messages have theirs with
-- their channel.
CREATE TABLE last_success (
    what text PRIMARY KEY,
    at   timestamptz NOT NULL
);
