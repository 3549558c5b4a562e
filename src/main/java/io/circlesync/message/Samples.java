package io.circlesync.message;

import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.Person;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Invented notices with and without all that can be absent, so that no branch of a template stays untried. */
public final class Samples {

    private static final UUID PROFILE = new UUID(0, 0);
    private static final long MEMBER = 43391391;

    /** Every name that {@link io.circlesync.gap.GapFinder} gives, and one that the templates do not know. */
    private static final List<String> MISSING = List.of("headline", "thingsICanOffer", "somethingNew");

    private static final Map<String, Object> DETAIL = Map.of("reason", "why", "fields", List.of("bio"));

    private Samples() {}

    /** Notices of one kind of gap. */
    public static List<GapNotice> of(GapKind kind) {
        List<GapNotice> notices = new ArrayList<>();
        for (Gap gap : gaps(kind)) {
            for (Optional<Person> person : persons()) {
                for (List<String> missing : List.of(MISSING, List.<String>of())) {
                    for (List<String> channels : List.of(List.of("slack", "mail"), List.<String>of())) {
                        for (int reminder = 0; reminder <= 1; reminder++) {
                            GapNotice notice = new GapNotice(
                                    gap,
                                    Instant.EPOCH,
                                    reminder,
                                    person,
                                    true,
                                    missing,
                                    false,
                                    channels,
                                    false,
                                    Optional.empty());
                            notices.add(notice);
                            notices.add(notice.over());
                        }
                    }
                }
            }
        }
        return notices;
    }

    private static List<Gap> gaps(GapKind kind) {
        List<Gap> gaps = new ArrayList<>(List.of(
                Gap.ofProfile(kind, PROFILE, Optional.empty(), Map.of()),
                Gap.ofProfile(kind, PROFILE, Optional.empty(), DETAIL).quietly(),
                Gap.ofMember(kind, MEMBER, Optional.empty(), DETAIL),
                Gap.ofCircleAccount(kind, "why")));
        if (kind == GapKind.SYNC_FAILED) {
            gaps.add(Gap.ofCircleQuota(90, "why"));
            List.of("refused", "busy", "away").forEach(cause -> gaps.add(Gap.ofCircle("why", cause)));
        }
        if (kind == GapKind.RECONCILIATION) {
            List.of("waiting", "done", "failed").forEach(cause -> gaps.add(Gap.ofReconciliation(7, cause, "why")));
        }
        if (kind == GapKind.MESSAGE_FAILED) {
            for (String channel : List.of("mail", "slack", "slack:members", "other")) {
                gaps.add(Gap.ofChannel(channel, "why"));
                gaps.add(Gap.ofMessage(channel, 1, Optional.of(PROFILE), "why"));
            }
        }
        return gaps;
    }

    private static List<Optional<Person>> persons() {
        return List.of(
                Optional.of(new Person(
                        Optional.of(PROFILE),
                        Optional.of("ada@example.org"),
                        Optional.of("Ada"),
                        Optional.of("Ada Lovelace"),
                        Optional.of("https://example.circle.so/u/ada"))),
                Optional.of(new Person(
                        Optional.of(PROFILE),
                        Optional.of("ada@example.org"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())));
    }
}
