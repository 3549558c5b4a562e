package io.circlesync.circle;

import com.fasterxml.jackson.databind.JsonNode;
import io.circlesync.profile.StorableText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A page of Circle's list of members. Pages may overlap, for members move between them while they are read.
 *
 * @param members those with a usable id
 * @param isLast whether the list ends here; {@code page_count} is not looked at, for Circle repeats the count there
 * @param count how many members Circle counts in all
 */
public record CirclePage(List<Listed> members, boolean isLast, long count) {

    /** Members of a page at most. */
    public static final int SIZE = 100;

    /** How many pages so many members fill. */
    public static long pages(long members) {
        return pages(members, SIZE);
    }

    /** The same, where a page has fewer than were asked for. */
    public static long pages(long members, int size) {
        return (members + size - 1) / size;
    }

    /**
     * One member of the list.
     *
     * @param member empty if nothing can be made of what stands there, but that there is such a member, as where it is
     *     another community's
     * @param communityId the community's, where the list tells it
     */
    public record Listed(long id, Optional<CircleMember> member, Optional<Long> communityId, JsonNode json) {

        /** The member as JSON, to be read again. */
        public String text() {
            return StorableText.of(json.toString());
        }

        /** Says who is meant without saying anything about them. */
        @Override
        public String toString() {
            return "Listed[" + id + "]";
        }
    }

    public CirclePage {
        members = List.copyOf(members);
    }

    /** Reads a page; empty if it is none. */
    static Optional<CirclePage> read(JsonNode page, CircleMemberReader reader, OwnCommunity community) {
        JsonNode records = page.path("records");
        JsonNode count = page.path("count");
        if (!records.isArray()
                || !count.canConvertToLong()
                || !page.path("has_next_page").isBoolean()) {
            return Optional.empty();
        }
        List<Listed> members = new ArrayList<>();
        for (JsonNode json : records) {
            MemberIds.read(json.path("id"))
                    .ifPresent(id -> members.add(new Listed(
                            id,
                            community.mayHave(json) ? reader.read(json) : Optional.empty(),
                            OwnCommunity.of(json),
                            json)));
        }
        boolean isLast = records.isEmpty() || !page.get("has_next_page").booleanValue();
        return Optional.of(new CirclePage(members, isLast, count.longValue()));
    }
}
