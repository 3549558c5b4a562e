package io.circlesync.reconcile;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.circlesync.circle.CircleMember;
import io.circlesync.circle.CirclePage;
import io.circlesync.circle.OwnCommunity;
import io.circlesync.json.Json;
import io.circlesync.profile.CircleValues;
import io.circlesync.sync.MemberKeys;
import io.circlesync.sync.MemberPreview;
import io.circlesync.sync.MemberPreviews;
import io.circlesync.sync.MemberPreviews.Wanted;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Compares the members of a page with their profiles, by what a sync of each would change. */
public final class PageComparison {

    private record Seen(long id, long hash) {}

    /** A row of {@code reconciliation_finding}. */
    @JsonNaming(SnakeCaseStrategy.class)
    private record Row(
            FindingKind kind,
            long circleMemberId,
            Optional<UUID> profileId,
            List<FieldDifference> fields,
            boolean approved,
            Optional<Long> otherMemberId,
            Optional<String> reason,
            String member,
            boolean asks,
            boolean told) {}

    /** What {@code reconcile-page.sql} takes. */
    private record Document(long run, UUID token, boolean last, long counted, List<Seen> members, List<Row> findings) {}

    private final MemberPreviews previews;
    private final OwnCommunity community;

    /** @param community whose members are compared */
    public PageComparison(MemberPreviews previews, OwnCommunity community) {
        this.previews = previews;
        this.community = community;
    }

    /**
     * Whom to look for, as {@code reconcile-candidates.sql} takes it.
     *
     * @throws ListFaultException if the list is of another community
     */
    public String wanted(CirclePage page) {
        page.members().stream()
                .flatMap(listed -> community.fault(listed.communityId()).stream())
                .findFirst()
                .ifPresent(fault -> {
                    throw new ListFaultException("Circle lists members of " + fault);
                });
        return Json.write(page.members().stream()
                .map(listed -> MemberKeys.of(listed.id(), listed.member()))
                .toList());
    }

    /**
     * What the page comes to, as one document.
     *
     * @param row of the run
     * @param found the row of {@code reconcile-candidates.sql}
     * @throws ListFaultException if the list does not come to an end
     */
    public String compare(Map<String, Object> row, CirclePage page, Map<String, Object> found) {
        Run run = Run.of(row);
        if (run.isEndless(page.members().size())) {
            throw new ListFaultException("Circle's list does not end after page " + run.page());
        }
        Map<Long, CirclePage.Listed> listed = new LinkedHashMap<>();
        page.members().forEach(member -> listed.putIfAbsent(member.id(), member));
        Map<Long, CircleValues> waiting = new HashMap<>();
        Set<Long> due = new HashSet<>();
        for (JsonNode member : Json.read((String) found.get("members"))) {
            long id = member.get("id").longValue();
            if (member.get("waiting").booleanValue()) {
                due.add(id);
            }
            if (!member.get("sent").isNull()) {
                waiting.put(id, Json.mapper().convertValue(member.get("sent"), new TypeReference<CircleValues>() {}));
            }
        }
        List<Wanted> wanted = listed.values().stream()
                .filter(member -> member.member().isPresent())
                .map(member -> new Wanted(
                        member.id(), member.member(), waiting.getOrDefault(member.id(), CircleValues.none())))
                .toList();
        Map<String, Long> byEmail = new HashMap<>();
        List<Row> rows = new ArrayList<>();
        for (MemberPreview preview : previews.of(wanted, withoutEarlierClaims(found))) {
            Long other = preview.member()
                    .map(member -> byEmail.putIfAbsent(member.emailKey(), preview.memberId()))
                    .orElse(null);
            Differences.of(preview)
                    .map(difference -> other == null ? difference : difference.duplicateOf(other))
                    .map(difference -> row(
                            difference,
                            listed.get(preview.memberId()),
                            due.contains(preview.memberId()) || waiting.containsKey(preview.memberId())))
                    .ifPresent(rows::add);
        }
        return Json.write(new Document(
                run.id(),
                run.lease(),
                page.isLast(),
                page.count(),
                listed.values().stream()
                        .map(member -> new Seen(
                                member.id(),
                                member.member()
                                        .map(CircleMember::emailKey)
                                        .map(PageComparison::hash)
                                        .orElse(0L)))
                        .toList(),
                rows));
    }

    /** Who claims the same profile as another is told by this list, not by the one before. */
    private static Map<String, Object> withoutEarlierClaims(Map<String, Object> found) {
        Map<String, Object> row = new HashMap<>(found);
        row.put("rivals", "[]");
        return row;
    }

    private static Row row(Difference difference, CirclePage.Listed listed, boolean isDue) {
        return new Row(
                difference.kind(),
                difference.memberId(),
                difference.profileId(),
                difference.fields(),
                // Circle says in so many words who is deactivated.
                difference.kind() == FindingKind.LEFT,
                difference.otherMemberId(),
                difference.reason(),
                listed.text(),
                difference.asks() || isDue,
                difference.isTold());
    }

    /** Enough to find an address that comes twice, and too little to tell it. */
    private static long hash(String emailKey) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(emailKey.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
