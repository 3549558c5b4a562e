-- One event, and what has become of it.
SELECT event.id,
       event.received_at AS "receivedAt",
       event.source,
       event.type,
       event.circle_member_id AS "circleMemberId",
       event_status(event.disposition, event.received_at, event.released_at, m.synced_at, m.failed_at) AS status,
       event.reason,
       CASE WHEN event.disposition = 'due' AND m.failed_at IS NOT NULL THEN m.error END AS error,
       event.body
FROM event
    LEFT JOIN LATERAL (SELECT * FROM member_sync AS m WHERE m.circle_member_id = event.circle_member_id OFFSET 0) AS m ON true
WHERE event.id = :#${body.id}
