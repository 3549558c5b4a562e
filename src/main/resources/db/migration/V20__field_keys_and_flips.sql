-- Under which key of Circle's each profile field was kept in step last.
CREATE TABLE field_key (
    field text PRIMARY KEY,
    key   text NOT NULL
);

-- When a person let the other side win.
ALTER TABLE conflict ADD COLUMN flipped_at timestamptz;
