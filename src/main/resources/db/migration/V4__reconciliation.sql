-- Reconciliation: runs that compare all members with all profiles, and what they have found.

-- One run. What it does next is in its row, so that any node can go on with it.
CREATE TABLE reconciliation (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Finds and writes nothing, until somebody asks for it.
    dry_run         boolean NOT NULL,
    state           text NOT NULL DEFAULT 'planned'
        CHECK (state IN ('planned', 'running', 'waiting', 'done', 'cancelled', 'failed')),
    step            text NOT NULL DEFAULT 'plan' CHECK (step IN ('plan', 'clean', 'scan', 'left', 'judge', 'apply')),
    -- Before what a person has seen is written, the list is read a second time: what has changed since is left out.
    pass            integer NOT NULL DEFAULT 1,
    -- When the next step is to be taken, which for one being taken is the end of the lease; null when nobody is to take any.
    due_at          timestamptz DEFAULT now(),
    lease_token     uuid,
    -- Failures in a row.
    attempts        integer NOT NULL DEFAULT 0,
    -- The time of the schedule that began it; null where a person did.
    scheduled_for   timestamptz UNIQUE,
    started_at      timestamptz NOT NULL DEFAULT now(),
    -- Whether no profile was linked to a member before.
    first           boolean NOT NULL DEFAULT false,
    scanned_since   timestamptz,
    ended_at        timestamptz,
    -- The plan: members that Circle counts, calls for their pages, how long they take, and their share of the month's quota.
    members_total   bigint,
    calls           integer,
    seconds         bigint,
    quota_share     double precision,
    -- Pages that are compared, and the members on them, each once.
    page            integer NOT NULL DEFAULT 0,
    members         bigint NOT NULL DEFAULT 0,
    -- Members that Circle counted on the last page.
    counted         bigint,
    -- Profiles up to here have been looked through for those whose member was not seen, and so many of them are linked.
    looked_through  uuid,
    linked          bigint NOT NULL DEFAULT 0,
    -- What a person is to decide about: [{"threshold": …, "figure": …, "limit": …}].
    waiting_for     jsonb NOT NULL DEFAULT '[]',
    -- Why it has failed; nobody's data.
    reason          text
);
-- One at a time.
CREATE UNIQUE INDEX reconciliation_open ON reconciliation ((true)) WHERE state IN ('planned', 'running', 'waiting');
CREATE INDEX reconciliation_due_at ON reconciliation (due_at) WHERE due_at IS NOT NULL;

-- Whom a run has seen in Circle's list, for as long as it is open.
CREATE TABLE reconciliation_member (
    reconciliation_id bigint NOT NULL REFERENCES reconciliation (id) ON DELETE CASCADE,
    circle_member_id  bigint NOT NULL,
    -- Of the address: enough to find one that comes twice.
    email_hash        bigint NOT NULL,
    PRIMARY KEY (reconciliation_id, circle_member_id)
);
CREATE INDEX reconciliation_member_email ON reconciliation_member (reconciliation_id, email_hash);

-- In what a member and a profile differ. Without a reference to the profile, which whoever adds one would have to lock; an
-- erasure finds it by the two indexes.
CREATE TABLE reconciliation_finding (
    id                bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    reconciliation_id bigint NOT NULL REFERENCES reconciliation (id) ON DELETE CASCADE,
    kind              text NOT NULL,
    circle_member_id  bigint NOT NULL,
    profile_id        uuid,
    state             text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'applied', 'ignored', 'outdated')),
    -- [{"field": …, "localValue": …, "circleValue": …, "winner": …, "rule": …}]
    fields            jsonb NOT NULL DEFAULT '[]',
    -- What waits for a person by itself: found by two whole scans, or approved.
    approved          boolean NOT NULL DEFAULT false,
    -- Whether the list said the same when it was read a second time.
    verified          boolean NOT NULL DEFAULT false,
    -- Another member, to whom the profile is linked.
    other_member_id   bigint,
    -- The member as the list told, for as long as it is to be written; null where Circle is to be asked.
    member            text,
    -- Whether nothing is written before Circle is asked for this member, which costs calls.
    asks              boolean NOT NULL DEFAULT true,
    -- Whether there is nothing for a sync to do.
    told              boolean NOT NULL DEFAULT false,
    -- The generation with which the member was marked due.
    generation        bigint
);
CREATE INDEX reconciliation_finding_of_run ON reconciliation_finding (reconciliation_id, id);
CREATE INDEX reconciliation_finding_of_kind ON reconciliation_finding (reconciliation_id, kind, (id + 0));
CREATE INDEX reconciliation_finding_of_member ON reconciliation_finding (circle_member_id);
CREATE INDEX reconciliation_finding_of_profile ON reconciliation_finding (profile_id) WHERE profile_id IS NOT NULL;
-- Those that are still to be applied, those that a sync is at work on, and those that wait for another scan.
CREATE INDEX reconciliation_finding_to_apply ON reconciliation_finding (reconciliation_id, id) WHERE state = 'open' AND generation IS NULL;
CREATE INDEX reconciliation_finding_marked ON reconciliation_finding (reconciliation_id) WHERE state = 'open' AND generation IS NOT NULL;
CREATE INDEX reconciliation_finding_left ON reconciliation_finding (circle_member_id) WHERE state = 'open' AND kind = 'left';
CREATE INDEX reconciliation_finding_with_member ON reconciliation_finding (reconciliation_id) WHERE member IS NOT NULL;

-- How many calls a run may make now: it goes behind all others, so a part of the pace, and the last tenth of the month's quota,
-- is left for them.
CREATE FUNCTION calls_behind(p partner, pause_micros bigint, burst integer, reserve integer, quota integer) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT LEAST(
        calls_free(p, 0, pause_micros, burst, 2147483647) - reserve,
        quota - calls_of_month(p) - quota / 10)
$$;

-- The generation in which nothing but a run has made the member due: what it brings about is told to nobody.
ALTER TABLE member_sync ADD COLUMN quiet_generation bigint;
