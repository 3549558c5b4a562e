package io.circlesync.edit;

import io.circlesync.change.Timeline;
import io.circlesync.change.Timeline.Source;
import io.circlesync.change.TimelineEntry;
import io.circlesync.merge.WrittenForOthers;
import io.circlesync.profile.CircleValues;
import io.circlesync.profile.FieldValues;
import io.circlesync.profile.SameText;
import io.circlesync.profile.SyncedField;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads out of the timeline of a profile what was written for it to the member from whom a person tells it. */
public final class PastLinks {

    /**
     * Texts that were written one over the other, and answered.
     *
     * @param over what had stood there before the first
     * @param text the last; what is older stands nowhere
     */
    private record Chain(String over, String text) {}

    private final String memberId;
    private final WrittenProfile profile;
    private final Map<String, Chain> chains = new TreeMap<>();
    private final WrittenForOthers known;
    private boolean isLinked;

    private PastLinks(long memberId, WrittenProfile profile) {
        this.memberId = Long.toString(memberId);
        this.profile = profile;
        this.known = profile.toItsMember().known();
    }

    /** That, and what is noted at the member already. */
    public static WrittenForOthers of(long memberId, WrittenProfile profile) {
        PastLinks links = new PastLinks(memberId, profile);
        profile.timeline().forEach(links::read);
        return links.all();
    }

    private void read(TimelineEntry entry) {
        if (entry.field().equals(Timeline.CIRCLE_MEMBER_ID)) {
            isLinked = entry.newValue().filter(memberId::equals).isPresent();
            // What was written while it was linked before is noted at the member, as far as it matters.
            chains.clear();
        } else if (isLinked && entry.source().equals(Source.PUSH.jsonName())) {
            write(entry.field(), entry.oldValue().orElse(""), entry.newValue().orElse(""));
        } else if (isLinked && entry.source().equals(Source.CIRCLE.jsonName())) {
            // Of what is noted at the member each sync has seen whether it stands.
            chains.computeIfPresent(nameOf(entry.field()), (name, chain) -> isOf(chain, entry) ? chain : null);
        }
    }

    /** What was cleared here comes back from Circle as it was written there. */
    private static boolean isOf(Chain chain, TimelineEntry entry) {
        String value = entry.newValue().orElse("");
        return SyncedField.named(entry.field())
                .filter(field -> SameText.same(
                        field, value, field.isName() ? CircleValues.part(field, chain.text()) : chain.text()))
                .isPresent();
    }

    private void write(String name, String from, String to) {
        // Unless somebody has edited it in between.
        String over = Optional.ofNullable(chains.get(name))
                .filter(chain -> CircleValues.isSame(name, chain.text(), from))
                .map(Chain::over)
                .orElse(from);
        chains.put(name, new Chain(over, to));
    }

    private WrittenForOthers all() {
        WrittenForOthers all = known;
        for (Map.Entry<String, Chain> written : chains.entrySet()) {
            Chain chain = written.getValue();
            all = all.and(profile.profile().id(), written.getKey(), chain.over(), chain.text());
        }
        // What both sides agreed on last is what it is written over.
        FieldValues shown = profile.profile().base().orElse(FieldValues.none());
        for (Map.Entry<String, String> sent :
                profile.toItsMember().unanswered().texts().entrySet()) {
            String name = sent.getKey();
            all = all.andUnanswered(profile.profile().id(), name, CircleValues.text(name, shown), sent.getValue());
        }
        return all;
    }

    private static String nameOf(String field) {
        Optional<SyncedField> synced = SyncedField.named(field);
        return synced.map(CircleValues::nameOf).orElse(field);
    }
}
