-- The profiles of which a person has said that they are somebody else's than the member's, whatever address or account Circle names.
ALTER TABLE member_sync ADD COLUMN told_apart uuid[];
