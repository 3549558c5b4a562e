package io.circlesync.gap;

import io.circlesync.profile.FieldValues;
import io.circlesync.profile.Profile;
import io.circlesync.profile.SyncedField;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whom a gap is about, as far as a message needs to know.
 *
 * @param profileId empty if nobody knows yet which profile is theirs, if any
 * @param email where to write to them; empty if there is no profile, for nobody writes on Circle's word alone
 * @param firstName as it was typed; {@link #greeting} is what a message shows of it. Empty while the address is not proven:
 *     it may be a stranger's, who is not to read the name that somebody typed beside it
 * @param name first and last name, as they were typed; {@link #alertName} is what a message shows of them
 * @param circleProfileUrl their page in the community
 */
public record Person(
        Optional<UUID> profileId,
        Optional<String> email,
        Optional<String> firstName,
        Optional<String> name,
        Optional<String> circleProfileUrl) {

    public static Person of(Profile profile) {
        return new Person(
                Optional.of(profile.id()),
                Optional.of(profile.email()),
                profile.fields().get(SyncedField.FIRST_NAME).filter(name -> profile.emailVerified()),
                profile.fields().fullName(),
                profile.circleProfileUrl());
    }

    /** Somebody of whom only Circle is known to speak. */
    public static Person inCircle(FieldValues fields, Optional<String> circleProfileUrl) {
        return new Person(
                Optional.empty(),
                Optional.empty(),
                fields.get(SyncedField.FIRST_NAME),
                fields.fullName(),
                circleProfileUrl);
    }

    /** What to greet them with; empty if a greeting is better without a name. */
    public Optional<String> greeting() {
        return firstName.flatMap(PersonName::greeting);
    }

    /**
     * What to call them in an alert; empty if they have no name that can be seen.
     *
     * @param max characters at most
     */
    public Optional<String> alertName(int max) {
        return name.flatMap(known -> PersonName.alert(known, max));
    }

    /** The texts by which they may be told in a partner's answer: the address, what stands before its @, and the names. */
    public Stream<String> handles() {
        return Stream.concat(
                email.stream().flatMap(address -> Stream.of(address, address.split("@", 2)[0])),
                Stream.concat(firstName.stream(), name.stream()));
    }

    /** Names nobody: a person's data stay out of logs. */
    @Override
    public String toString() {
        return "Person[" + profileId.map(UUID::toString).orElse("in Circle") + "]";
    }
}
