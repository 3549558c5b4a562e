package io.circlesync.api;

import io.circlesync.edit.ProfileEditing;
import io.circlesync.edit.ProfileFormReader;
import io.circlesync.gap.GapFinder;
import io.circlesync.http.ContentCoding;
import io.circlesync.partner.PartnerStates;
import io.circlesync.profile.SyncedFields;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans that the routes of the API call. */
public final class ApiBeans {

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
        registry.bind("partnerCalls", new PartnerCalls(partners));
        context.addStartupListener(new UnknownApiCalls());
    }
}
