-- The invented community of the sandbox. It lives beside the profiles, so that both sides stay in step across restarts.
CREATE SEQUENCE member_id START 43391501;

CREATE TABLE member (
    id           bigint PRIMARY KEY,
    email        text NOT NULL,
    name         text NOT NULL,
    headline     text,
    -- 'outsider' is not in the community, 'invited' has not completed the profile yet.
    standing     text NOT NULL CHECK (standing IN ('outsider', 'invited', 'member')),
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    confirmed_at timestamptz,
    -- Per id of a profile field what the member saved; a field that was never filled has no entry.
    field_values jsonb NOT NULL DEFAULT '{}'
);
CREATE UNIQUE INDEX member_email ON member (lower(email));

INSERT INTO member (id, email, name, headline, standing, created_at, updated_at, confirmed_at) VALUES
    (43391401, 'ada@example.org', 'Ada Lovelace', 'Analyst and metaphysician', 'member',
        '2026-01-05T09:12:44.118Z', '2026-02-11T18:03:27.501Z', '2026-01-05T09:15:02Z'),
    (43391402, 'jose.nunez@example.org', 'José Ángel Núñez', 'Data engineer', 'member',
        '2026-01-06T11:40:10.402Z', '2026-01-30T07:44:19.033Z', '2026-01-06T11:44:50Z'),
    (43391403, 'zoe@example.org', 'Zoë Faßbinder', NULL, 'member',
        '2026-01-07T15:21:35.870Z', '2026-01-07T15:26:11.204Z', '2026-01-07T15:26:10Z'),
    (43391404, 'chau@example.net', 'Trần Minh Châu', 'Product designer', 'member',
        '2026-01-09T08:02:51.655Z', '2026-02-02T10:10:10.010Z', '2026-01-09T08:05:33Z'),
    (43391405, 'baz@example.com', 'Baz', '', 'member',
        '2026-01-11T20:30:00.000Z', '2026-01-11T20:31:09.917Z', '2026-01-11T20:31:09Z'),
    (43391406, 'robin@example.com', 'Robin O''Hara', 'Front-end & <accessibility>', 'member',
        '2026-01-12T13:13:13.313Z', '2026-01-28T09:00:41.720Z', '2026-01-12T13:20:00Z'),
    (43391407, 'hanako@example.net', '山田 花子', '翻訳者', 'member',
        '2026-01-14T02:47:29.088Z', '2026-01-21T03:15:54.266Z', '2026-01-14T02:51:12Z'),
    (43391408, 'olumide@example.org', 'Olúmìdé Adéyẹmí', 'Founder, Lagos Makers', 'member',
        '2026-01-15T16:55:03.541Z', '2026-02-09T12:38:22.199Z', '2026-01-15T17:01:45Z'),
    (43391409, 'priya.raman@example.com', 'Priya Raman', NULL, 'member',
        '2026-01-18T06:19:47.730Z', '2026-01-18T06:22:18.456Z', '2026-01-18T06:22:18Z'),
    (43391410, 'ingrid@example.org', 'Dr. Ingrid Solheim', 'Physician', 'member',
        '2026-01-20T10:00:58.999Z', '2026-02-05T21:17:36.602Z', '2026-01-20T10:08:04Z'),
    (43391411, 'layla@example.net', 'ليلى حداد', 'مهندسة برمجيات', 'member',
        '2026-01-23T19:36:12.345Z', '2026-02-01T14:29:00.870Z', '2026-01-23T19:40:27Z'),
    (43391412, 'sam.rivers@example.com', 'Sam Rivers', NULL, 'invited',
        '2026-01-26T12:00:00.001Z', '2026-01-26T12:00:00.001Z', NULL),
    (43391421, 'grace.okafor@example.org', 'Grace Okafor', 'Climate researcher', 'outsider',
        '2026-02-12T09:00:00.000Z', '2026-02-12T09:00:00.000Z', NULL),
    (43391422, 'mateo.silva@example.com', 'Mateo Silva', NULL, 'outsider',
        '2026-02-12T09:00:01.000Z', '2026-02-12T09:00:01.000Z', NULL),
    (43391423, 'yuki@example.net', 'Yuki', NULL, 'outsider',
        '2026-02-12T09:00:02.000Z', '2026-02-12T09:00:02.000Z', NULL);

UPDATE member SET field_values = filled.field_values
FROM (
    SELECT
        entry.member_id,
        jsonb_object_agg(entry.field_id, jsonb_build_object(
            'id', entry.member_id * 10 + entry.field_id - 5014780,
            'text', entry.text,
            'choices', entry.choices,
            'createdAt', to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'updatedAt', to_char(m.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) AS field_values
    FROM (VALUES
        (43391401, 5014781, 'Writes notes on the Analytical Engine, and on what it cannot do.', '[]'::jsonb),
        (43391401, 5014782, 'London, England, United Kingdom', '[]'),
        (43391401, 5014783, 'https://ada.example.org', '[]'),
        (43391401, 5014784, 'https://www.instagram.com/ada.example', '[]'),
        (43391401, 5014785, 'https://www.linkedin.com/in/ada-example', '[]'),
        (43391401, 5014786, '', '["Mathematics", "Music"]'),
        (43391402, 5014781, 'Pipelines by day, paella by night.', '[]'),
        (43391402, 5014782, 'Mérida, Extremadura, Spain', '[]'),
        (43391402, 5014783, '', '[]'),
        (43391402, 5014785, 'https://www.linkedin.com/in/jose-example', '[]'),
        (43391403, 5014781, '', '[]'),
        (43391403, 5014782, 'Zürich, Switzerland', '[]'),
        (43391404, 5014781, 'Draws interfaces that explain themselves.', '[]'),
        (43391404, 5014782, 'Huế, Vietnam', '[]'),
        (43391404, 5014783, 'https://chau.example.net/portfolio', '[]'),
        (43391404, 5014784, '', '[]'),
        (43391404, 5014786, '', '["Design"]'),
        (43391406, 5014781, 'Likes <b>bold</b> claims & "quotes"; says <script>alert(1)</script> a lot.', '[]'),
        (43391406, 5014782, 'Galway, Ireland', '[]'),
        (43391406, 5014783, 'https://example.com/?a=1&b=2', '[]'),
        (43391407, 5014781, '技術文書の翻訳をしています。', '[]'),
        (43391407, 5014782, '京都, 日本', '[]'),
        (43391408, 5014781, E'Builds hardware with students.\nAsks for soldering irons.', '[]'),
        (43391408, 5014782, 'Lagos, Nigeria', '[]'),
        (43391408, 5014783, 'https://makers.example.org', '[]'),
        (43391408, 5014784, 'https://www.instagram.com/makers.example', '[]'),
        (43391408, 5014785, 'https://www.linkedin.com/in/olumide-example', '[]'),
        (43391410, 5014781, 'Rural medicine, and too many skis.', '[]'),
        (43391410, 5014782, 'Tromsø, Norway', '[]'),
        (43391410, 5014785, 'https://www.linkedin.com/in/ingrid-example', '[]'),
        (43391411, 5014781, 'أكتب برامج تقرأ من اليمين إلى اليسار.', '[]'),
        (43391411, 5014782, 'Beirut, Lebanon', '[]'),
        (43391421, 5014781, 'Measures peatlands from above.', '[]'),
        (43391421, 5014782, 'Enugu, Nigeria', '[]'),
        (43391421, 5014783, 'https://peat.example.org', '[]'),
        (43391421, 5014785, 'https://www.linkedin.com/in/grace-example', '[]'),
        (43391422, 5014782, 'Porto, Portugal', '[]')
    ) AS entry (member_id, field_id, text, choices)
    JOIN member m ON m.id = entry.member_id
    GROUP BY entry.member_id
) AS filled
WHERE member.id = filled.member_id;
