package io.circlesync.api;

import io.circlesync.edit.ProfileEditing;
import io.circlesync.http.ContentCoding;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans that the routes of the API call. */
public final class ApiBeans {

    private ApiBeans() {}

    /**
     * Binds them.
     *
     * @param apiToken what callers must show; empty for an open API
     * @param trustEmails whether the address in a form counts as verified where the form does not say
     * @param contentCoding undoes that of bodies
     */
    public static void bind(
            CamelContext context,
            Optional<String> apiToken,
            boolean trustEmails,
            ContentCoding contentCoding,
            Clock clock)
            throws Exception {
        ApiToken token = new ApiToken(apiToken);
        Registry registry = context.getRegistry();
        registry.bind("apiGate", new ApiGate(token, contentCoding));
        registry.bind("profileLookup", new ProfileLookup());
        registry.bind("profileList", new ProfileList());
        registry.bind("profileWrites", new ProfileWrites(new ProfileEditing(clock), trustEmails));
        registry.bind("profileErasure", new ProfileErasure());
        registry.bind("listFilters", new ListFilters());
        registry.bind("listPage", new ListPage());
        context.addStartupListener(new UnknownApiCalls());
    }
}
