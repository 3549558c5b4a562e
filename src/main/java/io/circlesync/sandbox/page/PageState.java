package io.circlesync.sandbox.page;

import io.circlesync.json.Json;
import io.circlesync.profile.SyncedField;
import io.circlesync.profile.SyncedFields;
import io.circlesync.sandbox.circle.Member;
import io.circlesync.sandbox.circle.Member.FieldValue;
import io.circlesync.sandbox.circle.ProfileField;
import io.circlesync.sync.SyncSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Header;

/** Everything that the page shows, of the stand-ins that there are. */
public final class PageState {

    private static final int MOST = 50;

    /** What a field of the profile is called, and whether it holds the address of a page, or several lines. */
    private record Synced(SyncedField name, String label, boolean link, boolean lines) {
        static Synced of(SyncedField field) {
            return new Synced(field, field.label(), field.isLink(), field.equals(SyncedField.BIO));
        }
    }

    private final PageProfiles profiles;
    private final SyncSettings sync;
    private final List<ProfileField> fields;
    private final List<Synced> synced;
    private final StandIns standIns;

    PageState(PageProfiles profiles, SyncSettings sync, SyncedFields synced, StandIns standIns) {
        this.profiles = profiles;
        this.sync = sync;
        this.fields =
                ProfileField.of(synced).stream().filter(ProfileField::isTyped).toList();
        this.synced = synced.all().stream().map(Synced::of).toList();
        this.standIns = standIns;
    }

    /**
     * The page's state as JSON; the part of a partner that is real is null.
     *
     * @param find which profiles are looked for; null or blank for the latest ones
     */
    public String read(@Header("find") String find) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("fields", fields);
        state.put("synced", synced);
        state.put(
                "sync",
                Map.of(
                        "mergePolicy", sync.mergePolicy().settingName(),
                        "push", sync.push(),
                        "pushedFieldTypes", sync.pushedFieldTypes()));
        state.put(
                "members",
                standIns.circle()
                        .map(circle ->
                                circle.members().stream().map(this::member).toList())
                        .orElse(null));
        state.put(
                "webhooks",
                standIns.circle().map(circle -> latest(circle.webhooks())).orElse(null));
        state.put("profiles", profiles.find(Optional.ofNullable(find).orElse("")));
        state.put("profileCount", profiles.count());
        state.put("slack", standIns.slack().map(sink -> latest(sink.messages())).orElse(null));
        state.put("mails", standIns.mail().map(sink -> latest(sink.mails())).orElse(null));
        return Json.write(state);
    }

    /** One mail with its bodies, as JSON. */
    public String letter(@Header("id") String id) {
        return Json.write(standIns.mail().orElseThrow().letter(id));
    }

    private Map<String, Object> member(Member member) {
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach(field -> values.put(
                field.key(),
                Optional.ofNullable(member.fieldValues().get(field.id()))
                        .map(FieldValue::text)
                        .orElse(null)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", member.id());
        json.put("email", member.email());
        json.put("name", member.name());
        json.put("headline", member.headline().orElse(""));
        json.put("standing", member.standing().name().toLowerCase(Locale.ROOT));
        json.put("active", member.active());
        json.put("account", member.ssoProviderUserId().orElse(null));
        json.put("updatedAt", member.updatedAt());
        json.put("fields", values);
        return json;
    }

    private static <T> List<T> latest(List<T> all) {
        return all.subList(0, Math.min(all.size(), MOST));
    }
}
