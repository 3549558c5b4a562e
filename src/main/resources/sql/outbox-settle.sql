-- Writes what became of claimed messages. One that was confirmed in the meantime stays so.
UPDATE outbox
SET state = :#${variable.settlement.state},
    sent_at = CASE WHEN :#${variable.settlement.state} = 'sent' THEN now() END,
    attempts = attempts + :#${variable.settlement.failures},
    due_at = now() + :#${variable.settlement.delayMillis} * interval '1 millisecond',
    leased_until = NULL,
    error = :#${variable.settlement.errorOrNull}
WHERE id = ANY (CAST(:#${variable.settlement.idArray} AS bigint[])) AND state = 'pending'
