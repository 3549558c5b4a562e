-- Circle tells apart who is deactivated, and by which account somebody signs in.
ALTER TABLE member
    ADD COLUMN active boolean NOT NULL DEFAULT true,
    ADD COLUMN sso_provider_user_id text;

-- People as they come in real communities: deactivated, with links as one types them, with an account from the single
-- sign-on, with an address for a name.
INSERT INTO member (id, email, name, headline, standing, active, sso_provider_user_id, created_at, updated_at, confirmed_at) VALUES
    (43391413, 'ewa.nowak@example.org', 'Ewa Nowak', 'Moved on', 'member', false, NULL,
        '2026-01-27T08:15:00.250Z', '2026-02-10T16:00:12.480Z', '2026-01-27T08:19:41Z'),
    (43391424, 'tomasz@example.org', 'Tomasz Zieliński', 'Luthier', 'outsider', true, NULL,
        '2026-02-12T08:59:57.000Z', '2026-02-12T08:59:57.000Z', NULL),
    (43391425, 'amara.diallo@example.net', 'Amara Diallo', 'Beekeeper', 'outsider', true, 'user_01SANDBOXAMARA',
        '2026-02-12T08:59:58.000Z', '2026-02-12T08:59:58.000Z', NULL),
    (43391426, 'winner@example.com', 'WIN 500€ www.prize.example', NULL, 'outsider', true, NULL,
        '2026-02-12T08:59:56.000Z', '2026-02-12T08:59:56.000Z', NULL)
ON CONFLICT DO NOTHING;

UPDATE member SET field_values = filled.field_values
FROM (
    SELECT
        entry.member_id,
        jsonb_object_agg(entry.field_id, jsonb_build_object(
            'id', entry.member_id * 10 + entry.field_id - 5014780,
            'text', entry.text,
            'choices', '[]'::jsonb,
            'createdAt', to_char(m.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'updatedAt', to_char(m.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))) AS field_values
    FROM (VALUES
        (43391413, 5014782, 'Gdańsk, Poland'),
        (43391424, 5014781, 'Builds violins, slowly.'),
        (43391424, 5014782, 'Kraków, Poland'),
        (43391424, 5014783, 'tomasz.example.org'),
        (43391424, 5014784, 'www.instagram.com/tomasz.example'),
        (43391424, 5014785, 'linkedin.com/in/tomasz-example'),
        (43391425, 5014781, 'Forty hives, and a blog about them.'),
        (43391425, 5014782, 'Dakar, Senegal')
    ) AS entry (member_id, field_id, text)
    JOIN member m ON m.id = entry.member_id
    GROUP BY entry.member_id
) AS filled
WHERE member.id = filled.member_id;

-- What the stand-ins were sent last, and the webhooks that they sent.
CREATE SEQUENCE received_id;
CREATE TABLE received (
    id      bigint PRIMARY KEY,
    kind    text NOT NULL,
    -- As JSON; a text, for it may quote what jsonb does not store.
    content text NOT NULL
);
CREATE INDEX received_kind ON received (kind, id);
