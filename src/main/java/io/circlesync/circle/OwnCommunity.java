package io.circlesync.circle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The community whose members are ours. A token sees one community only, so who answers for another one has been given another
 * token, or is not who was meant to be asked; nothing follows from it for anybody here.
 *
 * @param id any where empty
 */
public record OwnCommunity(Optional<Long> id) {

    /** What is wrong with a member, or with anything else that may name its community; empty if nothing is. */
    public Optional<String> fault(Optional<Long> named) {
        return named.filter(other -> id.isPresent() && !other.equals(id.get()))
                .map(other -> "community " + other + "; expected circle.community-id " + id.get());
    }

    /** Whether a member may be ours. */
    boolean mayHave(JsonNode member) {
        return fault(of(member)).isEmpty();
    }

    /** The community that a member names. */
    static Optional<Long> of(JsonNode member) {
        return MemberIds.read(member.path("community_id"));
    }
}
