package io.circlesync.profile;

import io.circlesync.gap.GapNotice;
import io.circlesync.gap.ResolvedGap;
import java.util.List;
import java.util.Optional;

/**
 * What a call of the app or of WorkOS comes to. All of it is written in one transaction.
 *
 * @param profile the profile as it is to be; empty when none is touched
 * @param changes entries for the profile's timeline
 * @param resolved gaps whose cause is gone
 * @param notices what to tell about gaps to be opened
 * @param syncDue whether Circle's side is to follow: the linked member becomes due, or one is searched by an
 *     e-mail that is proven
 */
public record LocalChange(
        Optional<Profile> profile,
        List<ChangeRow> changes,
        List<ResolvedGap> resolved,
        List<GapNotice> notices,
        boolean syncDue) {

    public LocalChange {
        changes = List.copyOf(changes);
        resolved = List.copyOf(resolved);
        notices = List.copyOf(notices);
    }
}
