-- Whom a person asks for is synced even where the month's quota is used up.
ALTER TABLE member_sync ADD COLUMN asked_for boolean NOT NULL DEFAULT false;
CREATE INDEX member_sync_asked_for ON member_sync (due_at) WHERE asked_for;
