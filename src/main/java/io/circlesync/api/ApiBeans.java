package io.circlesync.api;

import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Registry;

/** Names the beans that the routes of the read API call. */
public final class ApiBeans {

    private ApiBeans() {}

    /**
     * Binds them.
     *
     * @param apiToken what callers must show; empty for an open API
     */
    public static void bind(CamelContext context, Optional<String> apiToken) throws Exception {
        ApiToken token = new ApiToken(apiToken);
        Registry registry = context.getRegistry();
        registry.bind("apiGate", new ApiGate(token));
        registry.bind("profileLookup", new ProfileLookup());
        registry.bind("listFilters", new ListFilters());
        registry.bind("listPage", new ListPage());
        context.addStartupListener(new UnknownApiCalls(token));
    }
}
