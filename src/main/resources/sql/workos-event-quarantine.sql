-- Keeps an event of WorkOS that cannot be used; without its id, so that it is not in the way of the same one in a usable form.
INSERT INTO event (received_at, source, type, disposition, reason, body)
VALUES (now(), 'workos', :#type, 'quarantined', :#reason, :#body)
