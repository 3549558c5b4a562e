package io.circlesync.outbox;

import io.circlesync.count.Counts;
import io.circlesync.gap.Gap;
import io.circlesync.gap.GapKind;
import io.circlesync.gap.GapNotice;
import io.circlesync.gap.Person;
import io.circlesync.outbox.Settlement.Standing;
import io.circlesync.retry.Backoff;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.RuntimeCamelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a channel's route has claimed, and says what becomes of it. */
public final class Delivery {

    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    /** A partner that is out of reach for less is nobody's business. */
    private static final Duration SILENCE = Duration.ofMinutes(15);

    /** How often something is sent that may have arrived each time; whoever reads it is bothered no more often. */
    private static final int MOST_DOUBTS = 3;

    /** Between two of those. */
    private static final Duration DOUBT_PAUSE = Duration.ofMinutes(15);

    private static final String UNREADABLE = "the message is unreadable";

    private final Channels channels;
    private final ConfirmedMessages confirmed;
    private final Backoff pauses;
    private final Backoff loginPauses;
    private final Counts counts;
    private final Clock clock;
    /** When what is being sent was begun with, by its first row and {@link System#nanoTime()}. */
    private final Map<Long, Long> begun = new ConcurrentHashMap<>();

    /**
     * @param pauses between two questions whether a refused channel is mended
     * @param loginPauses the same, where each of them is a login that may be refused
     */
    public Delivery(
            Channels channels,
            ConfirmedMessages confirmed,
            Backoff pauses,
            Backoff loginPauses,
            Counts counts,
            Clock clock) {
        this.channels = channels;
        this.confirmed = confirmed;
        this.pauses = pauses;
        this.loginPauses = loginPauses;
        this.counts = counts;
        this.clock = clock;
    }

    /** Sorts the claimed rows of one channel. */
    public Claimed claimed(List<Map<String, Object>> rows) {
        List<OutboxEntry> sendable = new ArrayList<>();
        List<OutboxEntry> obsolete = new ArrayList<>();
        List<OutboxEntry> unreadable = new ArrayList<>();
        rows.stream()
                .map(OutboxEntry::of)
                .sorted(Comparator.comparingLong(OutboxEntry::id))
                .forEach(entry -> {
                    boolean isReadable = isReadable(entry);
                    (isObsolete(entry, isReadable) ? obsolete : isReadable ? sendable : unreadable).add(entry);
                });
        List<Settlement> others = new ArrayList<>();
        if (!unreadable.isEmpty()) {
            others.add(failed(unreadable, UNREADABLE));
        }
        if (!obsolete.isEmpty()) {
            others.add(obsolete(obsolete));
        }
        return new Claimed(sendable, others);
    }

    /** What goes out now. */
    public List<OutboxEntry> sending(List<OutboxEntry> entries) {
        begun.put(entries.get(0).id(), System.nanoTime());
        return entries;
    }

    /** The partner has taken the message. */
    public Settlement sent(List<OutboxEntry> entries) {
        confirmed.add(entries);
        counts(entries, "sent");
        List<GapNotice> notices = List.of();
        boolean asked = standing(entries).refusals() > 0;
        if (asked) {
            LOG.info("Outbox {}: messages go out again", channel(entries));
            Gap gap = Gap.ofChannel(channel(entries), "");
            notices = List.of(GapNotice.opened(gap, now(), Optional.empty()).over());
        }
        return settlement(
                entries,
                "sent",
                0,
                Duration.ZERO,
                Optional.empty(),
                asked ? Standing.OPEN : Standing.TAKEN,
                subjects(entries),
                notices);
    }

    /** The partner has not taken the message. */
    public Settlement refused(List<OutboxEntry> entries, Throwable why) {
        counts(entries, "refused");
        Refusal refusal = entries.stream().allMatch(this::isReadable)
                ? channels.kind(channel(entries))
                        .refusals()
                        .apply(unwrapped(why))
                        .without(entries.stream()
                                .flatMap(entry -> entry.notice().person().stream())
                                .flatMap(Person::handles))
                : Refusal.ofMessage(UNREADABLE);
        if (refusal.scope() == Refusal.Scope.DOUBT) {
            return inDoubt(entries, refusal);
        }
        boolean othersAreTaken = entries.stream().allMatch(OutboxEntry::othersWentOut);
        return refusal.scope() != Refusal.Scope.MESSAGE && !othersAreTaken
                ? channelRefused(entries, refusal)
                : messageRefused(entries, refusal.ofThisMessage());
    }

    private Settlement channelRefused(List<OutboxEntry> entries, Refusal refusal) {
        String channel = channel(entries);
        OutboxEntry.Standing standing = standing(entries);
        Backoff growing = refusal.scope() == Refusal.Scope.LOGIN ? loginPauses : pauses;
        Duration pause = longer(growing.after(standing.refusals() + 1), refusal.retryAfter());
        if (standing.refusedFor().isZero()) {
            LOG.warn("Outbox {}: {}; messages wait", channel, refusal.error());
        }
        boolean told = refusal.permanent() || standing.refusedFor().compareTo(SILENCE) > 0;
        List<GapNotice> notices = told
                ? List.of(GapNotice.opened(Gap.ofChannel(channel, refusal.error()), now(), Optional.empty()))
                : List.of();
        return settlement(
                entries, "pending", 0, pause, Optional.of(refusal.error()), Standing.REFUSED, List.of(), notices);
    }

    private Settlement messageRefused(List<OutboxEntry> entries, Refusal refusal) {
        if (refusal.permanent() && entries.size() > 1) {
            LOG.warn("Outbox {} {}: {}; they go out one by one", channel(entries), ids(entries), refusal.error());
            return settlement(
                    entries,
                    "pending",
                    1,
                    Duration.ZERO,
                    Optional.of(refusal.error()),
                    Standing.UNKNOWN,
                    List.of(),
                    List.of());
        }
        Optional<Duration> wait = refusal.permanent()
                ? Optional.empty()
                : channels.kind(channel(entries)).patience().after(attempts(entries));
        return wait.map(delay -> again(entries, refusal, longer(delay, refusal.retryAfter())))
                .orElseGet(() -> failed(entries, refusal.error()));
    }

    private Settlement inDoubt(List<OutboxEntry> entries, Refusal refusal) {
        return attempts(entries) < MOST_DOUBTS
                ? again(entries, refusal, DOUBT_PAUSE)
                : failed(entries, refusal.error() + "; it may have arrived");
    }

    /** With this one. Rows of one digest have failed differently often; the freshest says how long to wait. */
    private static int attempts(List<OutboxEntry> entries) {
        return entries.stream().mapToInt(OutboxEntry::attempts).min().orElse(0) + 1;
    }

    private Settlement again(List<OutboxEntry> entries, Refusal refusal, Duration delay) {
        LOG.warn("Outbox {} {}: {}; tried again", channel(entries), ids(entries), refusal.error());
        return settlement(
                entries, "pending", 1, delay, Optional.of(refusal.error()), Standing.UNKNOWN, List.of(), List.of());
    }

    private Settlement failed(List<OutboxEntry> entries, String error) {
        LOG.error("Outbox {} {}: {}; given up", channel(entries), ids(entries), error);
        List<GapNotice> notices =
                entries.stream().flatMap(entry -> notice(entry, error).stream()).toList();
        return settlement(
                entries, "failed", 1, Duration.ZERO, Optional.of(error), Standing.UNKNOWN, List.of(), notices);
    }

    private Settlement obsolete(List<OutboxEntry> entries) {
        return settlement(
                entries,
                "obsolete",
                0,
                Duration.ZERO,
                Optional.empty(),
                Standing.UNKNOWN,
                subjects(entries.stream().filter(this::isReadable).toList()),
                List.of());
    }

    /** What the messages are about. The word that a message failed is not the message. */
    private static List<String> subjects(List<OutboxEntry> entries) {
        return entries.stream()
                .map(entry -> entry.notice().gap())
                .filter(gap -> gap.kind() != GapKind.MESSAGE_FAILED)
                .map(Gap::subject)
                .distinct()
                .toList();
    }

    private Settlement settlement(
            List<OutboxEntry> entries,
            String state,
            int failures,
            Duration delay,
            Optional<String> error,
            Standing standing,
            List<String> mended,
            List<GapNotice> notices) {
        String channel = channel(entries);
        Duration pause = channels.kind(channel).pause();
        counts.messages(channel, state.equals("pending") ? "again" : state, entries.size());
        return new Settlement(channel, ids(entries), state, failures, delay, pause, error, standing, mended, notices);
    }

    private void counts(List<OutboxEntry> entries, String status) {
        Optional.ofNullable(begun.remove(entries.get(0).id()))
                .ifPresent(
                        since -> counts.called(channel(entries), status, Duration.ofNanos(System.nanoTime() - since)));
    }

    /** That a message is given up is told once; a word on that which fails as well is not told again. */
    private Optional<GapNotice> notice(OutboxEntry entry, String error) {
        if (!isReadable(entry)) {
            Gap gap = Gap.ofMessage(entry.channel(), entry.id(), entry.profileId(), error);
            return Optional.of(GapNotice.opened(gap, now(), Optional.empty()));
        }
        GapNotice about = entry.notice();
        return about.gap().kind() == GapKind.MESSAGE_FAILED
                ? Optional.empty()
                : Optional.of(GapNotice.messageFailed(about, entry.channel(), error, now()));
    }

    /**
     * Whether what a message tells of somebody is over: its gap is closed, or was closed and opened again, and has a message of
     * its own.
     */
    private boolean isObsolete(OutboxEntry entry, boolean isReadable) {
        boolean personal = channels.kind(entry.channel()).personal();
        if (!personal && !(isReadable && tellsOfSomebody(entry.notice()))) {
            return false;
        }
        return entry.gapOpenedAt()
                .map(openedAt -> isReadable
                        && !stored(openedAt).equals(stored(entry.notice().openedAt())))
                .orElse(true);
    }

    /** What is about a partner or a run is told when it begins and when it is over, however late. */
    private static boolean tellsOfSomebody(GapNotice notice) {
        return !notice.isOver() && notice.gap().concernsSomebody();
    }

    private boolean isReadable(OutboxEntry entry) {
        try {
            channels.kind(entry.channel()).wording().accept(entry);
            return true;
        } catch (RuntimeException e) {
            LOG.debug("{} cannot be worded", entry, e);
            return false;
        }
    }

    private static OutboxEntry.Standing standing(List<OutboxEntry> entries) {
        return entries.stream().map(OutboxEntry::standing).findFirst().orElse(OutboxEntry.Standing.OPEN);
    }

    private static String channel(List<OutboxEntry> entries) {
        return entries.get(0).channel();
    }

    private static List<Long> ids(List<OutboxEntry> entries) {
        return entries.stream().map(OutboxEntry::id).toList();
    }

    private static Duration longer(Duration own, Optional<Duration> asked) {
        return asked.filter(other -> other.compareTo(own) > 0).orElse(own);
    }

    /** As PostgreSQL keeps it. */
    private static Instant stored(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    private Instant now() {
        return clock.instant();
    }

    /** What really happened: Camel wraps what beans throw. */
    private static Throwable unwrapped(Throwable why) {
        Throwable inner = why;
        while (inner instanceof RuntimeCamelException && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }
}
