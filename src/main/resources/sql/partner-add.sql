-- Lets a channel have its state; one that has it already keeps it.
INSERT INTO partner (name) VALUES (?) ON CONFLICT DO NOTHING
