package io.circlesync.sync;

import io.circlesync.circle.CircleMember;
import io.circlesync.profile.EmailAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All members that Circle has or had, by id. */
final class SimulatedCommunity {

    private final Map<Long, SimulatedCircle> members = new LinkedHashMap<>();

    void add(SimulatedCircle member) {
        members.put(member.id(), member);
    }

    Collection<SimulatedCircle> all() {
        return List.copyOf(members.values());
    }

    SimulatedCircle member(long id) {
        return members.get(id);
    }

    /** Circle's answer to a GET. */
    Optional<CircleMember> fetch(long id) {
        return Optional.ofNullable(members.get(id)).flatMap(SimulatedCircle::fetch);
    }

    /** Whether nobody who is there has this address: Circle gives none to two. */
    boolean isFree(String address) {
        return members.values().stream()
                .filter(member -> !member.hasLeft())
                .noneMatch(member -> EmailAddress.of(address).isSameAs(member.email()));
    }
}
