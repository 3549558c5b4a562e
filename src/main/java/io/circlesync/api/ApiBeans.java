package io.circlesync.api;

import io.circlesync.count.Counts;
import io.circlesync.database.Database;
import io.circlesync.edit.MemberLinking;
import io.circlesync.edit.ProfileEditing;
import io.circlesync.edit.ProfileFormReader;
import io.circlesync.edit.Restoring;
import io.circlesync.gap.GapFinder;
import io.circlesync.http.ContentCoding;
import io.circlesync.http.Room;
import io.circlesync.http.StreamedBody;
import io.circlesync.merge.MergePolicy;
import io.circlesync.partner.PartnerStates;
import io.circlesync.profile.SyncedFields;
import io.circlesync.sync.MemberPreviews;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans that the routes of the API call. */
public final class ApiBeans {

    /** Calls that wait for a row which somebody holds keep a connection each, and leave the others to the sync. */
    private static final int CALLS_AT_ONCE = 6;

    private static final int CALLS_WAITING = 100;
    private static final int LISTS_WAITING = 60;

    private static final String IMPORT = "/api/profiles/import";
    private static final Duration IMPORT_TIME = Duration.ofHours(1);

    /** Nobody waits for one, and two would only slow down each other. */
    private static final int IMPORTS_AT_ONCE = 1;

    private static final int IMPORTS_WAITING = 4;

    private ApiBeans() {}

    /**
     * Binds them.
     *
     * @param fields those that this community keeps
     * @param policy says whether an empty field stays empty
     * @param gapFinder finds what a profile lacks
     * @param contentCoding undoes that of bodies
     * @param partners reads how the partners stand
     * @param longestLine bytes that a line of an import may have
     */
    public static void bind(
            CamelContext context,
            ApiSettings settings,
            SyncedFields fields,
            MergePolicy policy,
            GapFinder gapFinder,
            ContentCoding contentCoding,
            PartnerStates partners,
            Counts counts,
            Clock clock,
            int longestLine)
            throws Exception {
        ApiToken token = new ApiToken(settings.token());
        ProfileJson json = new ProfileJson(fields);
        ProfileAnswer answer = new ProfileAnswer(json);
        Registry registry = context.getRegistry();
        registry.bind("apiDescription", new ApiDescription(fields));
        registry.bind("apiGate", new ApiGate(token, contentCoding, counts));
        registry.bind("profileLookup", new ProfileLookup(answer));
        registry.bind("profileList", new ProfileList(json));
        ProfileEditing editing = new ProfileEditing(gapFinder, clock);
        registry.bind("undoCalls", new UndoCalls(new Restoring(editing, policy)));
        registry.bind("conflictCalls", new ConflictCalls());
        ProfileFormReader forms = new ProfileFormReader(fields);
        registry.bind("profileWrites", new ProfileWrites(editing, forms, answer, settings.trustEmails()));
        registry.bind(
                "profileImports",
                new ProfileImports(
                        editing,
                        forms,
                        settings.trustEmails(),
                        longestLine,
                        // A text takes up to twice its bytes, and what is around it as much.
                        Runtime.getRuntime().maxMemory() / 8));
        registry.bind(
                "importBody", new StreamedBody(IMPORT, ProfileImports.TYPE, ImportedLines.MOST_BYTES, IMPORT_TIME));
        registry.bind("importRoom", new Room(IMPORTS_AT_ONCE, IMPORTS_WAITING, IMPORT));
        registry.bind("profileErasure", new ProfileErasure(answer));
        registry.bind("listFilters", new ListFilters(fields));
        registry.bind("listPage", new ListPage());
        registry.bind("memberCalls", new MemberCalls());
        registry.bind("memberLinks", new MemberLinks(new MemberLinking(gapFinder, clock)));
        registry.bind("memberRetries", new MemberRetries());
        registry.bind("messageCalls", new MessageCalls());
        registry.bind("profileMails", new ProfileMails());
        registry.bind("eventReplays", new EventReplays());
        registry.bind("eventReleases", new EventReleases());
        registry.bind("reconciliationCalls", new ReconciliationCalls());
        registry.bind("findingCalls", new FindingCalls());
        registry.bind("reconciliationReport", new ReconciliationReport());
        registry.bind(
                "memberPreviewCalls",
                new MemberPreviewCalls(registry.lookupByNameAndType("memberPreviews", MemberPreviews.class), json));
        registry.bind("partnerCalls", new PartnerCalls(partners));
        registry.bind(
                "listRoom",
                new Room(
                        Database.LIST_CONNECTIONS,
                        LISTS_WAITING,
                        "/api/events",
                        "/api/gaps",
                        "/api/conflicts",
                        "/api/members",
                        "/api/messages",
                        "/api/reconciliations*"));
        registry.bind("apiRoom", new Room(CALLS_AT_ONCE, CALLS_WAITING, "/api/*"));
        context.addStartupListener(new UnknownApiCalls());
    }
}
