-- Marks the next members of a replay due, for all nodes together: no more than keep the queue at a hundred, so that whoever becomes due by what happens today hardly waits.
WITH turn AS MATERIALIZED (
    SELECT id, act, operator FROM replay WHERE state = 'running' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
), waiting AS MATERIALIZED (
    SELECT count(*) AS members
    FROM turn, LATERAL (SELECT FROM member_sync WHERE due_at <= now() LIMIT 100) AS due
), nearest AS MATERIALIZED (
    SELECT circle_member_id
    FROM replay_member
    WHERE replay_id = (SELECT id FROM turn)
    ORDER BY circle_member_id
    -- Never null, which would be no limit.
    LIMIT COALESCE((SELECT 100 - members FROM waiting), 0)
), noted AS MATERIALIZED (
    -- An erasure locks the profile first, too.
    SELECT note_act(
        ARRAY(
            SELECT person.id
            FROM nearest,
                LATERAL (SELECT id FROM profile WHERE profile.circle_member_id = nearest.circle_member_id OFFSET 0) AS person),
        act, operator)
    FROM turn
    -- Begun by a version that did not note it.
    WHERE act IS NOT NULL
), next AS MATERIALIZED (
    SELECT mine.replay_id, mine.circle_member_id
    FROM (
            SELECT circle_member_id
            FROM nearest, (SELECT count(*) FROM noted) AS once_it_is_noted
            ORDER BY circle_member_id) AS each,
        LATERAL (
            SELECT replay_id, circle_member_id
            FROM replay_member
            WHERE replay_id = (SELECT id FROM turn) AND circle_member_id = each.circle_member_id
            FOR UPDATE) AS mine
), taken AS MATERIALIZED (
    SELECT count(*) AS members FROM next
), dropped AS (
    DELETE FROM replay_member AS r
    USING next
    WHERE r.replay_id = next.replay_id AND r.circle_member_id = next.circle_member_id
), marked AS MATERIALIZED (
    SELECT mark_due(ARRAY(SELECT circle_member_id FROM next)) FROM taken WHERE members > 0
), rest AS MATERIALIZED (
    -- Those that are taken are still seen here.
    SELECT count(*) AS members
    FROM (
        SELECT FROM replay_member
        WHERE replay_id = (SELECT id FROM turn)
        LIMIT (SELECT members + 1 FROM taken)) AS seen
)
UPDATE replay
SET members_done = members_done + taken.members,
    state = CASE WHEN rest.members <= taken.members THEN 'done' ELSE 'running' END,
    ended_at = CASE WHEN rest.members <= taken.members THEN now() END
FROM turn, taken, rest, (SELECT count(*) FROM marked) AS once_they_are_due
WHERE replay.id = turn.id AND (taken.members > 0 OR rest.members = 0)
RETURNING replay.id, taken.members
