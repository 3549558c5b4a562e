package io.circlesync.api;

import io.circlesync.database.Database;
import io.circlesync.edit.ProfileEditing;
import io.circlesync.edit.ProfileFormReader;
import io.circlesync.gap.GapFinder;
import io.circlesync.http.ContentCoding;
import io.circlesync.http.Room;
import io.circlesync.partner.PartnerStates;
import io.circlesync.profile.SyncedFields;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans that the routes of the API call. */
public final class ApiBeans {

    /** Calls that wait for a row which somebody holds keep a connection each, and leave the others to the sync. */
    private static final int CALLS_AT_ONCE = 6;

    private static final int CALLS_WAITING = 100;
    private static final int LISTS_WAITING = 12;

    private ApiBeans() {}

    /**
     * Binds them.
     *
     * @param fields those that this community keeps
     * @param gapFinder finds what a profile lacks
     * @param contentCoding undoes that of bodies
     * @param partners reads how the partners stand
     */
    public static void bind(
            CamelContext context,
            ApiSettings settings,
            SyncedFields fields,
            GapFinder gapFinder,
            ContentCoding contentCoding,
            PartnerStates partners,
            Clock clock)
            throws Exception {
        ApiToken token = new ApiToken(settings.token());
        ProfileJson json = new ProfileJson(fields);
        ProfileAnswer answer = new ProfileAnswer(json);
        Registry registry = context.getRegistry();
        registry.bind("apiDescription", new ApiDescription(fields));
        registry.bind("apiGate", new ApiGate(token, contentCoding));
        registry.bind("profileLookup", new ProfileLookup(answer));
        registry.bind("profileList", new ProfileList(json));
        registry.bind(
                "profileWrites",
                new ProfileWrites(
                        new ProfileEditing(gapFinder, clock),
                        new ProfileFormReader(fields),
                        answer,
                        settings.trustEmails()));
        registry.bind("profileErasure", new ProfileErasure(answer));
        registry.bind("listFilters", new ListFilters(fields));
        registry.bind("listPage", new ListPage());
        registry.bind("memberCalls", new MemberCalls());
        registry.bind("eventReplays", new EventReplays());
        registry.bind("eventReleases", new EventReleases());
        registry.bind("partnerCalls", new PartnerCalls(partners));
        registry.bind(
                "listRoom",
                new Room(Database.LIST_CONNECTIONS, LISTS_WAITING, "/api/events", "/api/gaps", "/api/conflicts"));
        registry.bind("apiRoom", new Room(CALLS_AT_ONCE, CALLS_WAITING, "/api/*"));
        context.addStartupListener(new UnknownApiCalls());
    }
}
