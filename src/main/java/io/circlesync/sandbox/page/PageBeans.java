package io.circlesync.sandbox.page;

import io.circlesync.api.ProfileJson;
import io.circlesync.profile.SyncedFields;
import io.circlesync.sync.SyncSettings;
import java.util.Optional;
import javax.sql.DataSource;
import org.apache.camel.spi.Registry;

/** Names the beans that the page's routes call. */
public final class PageBeans {

    private PageBeans() {}

    /**
     * Binds everything.
     *
     * @param apiToken what whoever opens the page must show; empty when it is open
     * @param fields those that the community keeps
     */
    public static void bind(
            Registry registry,
            Optional<String> apiToken,
            SyncedFields fields,
            SyncSettings sync,
            DataSource dataSource,
            StandIns standIns) {
        PageProfiles profiles = new PageProfiles(dataSource, new ProfileJson(fields));
        registry.bind("sandboxGuard", new PageGuard(apiToken));
        registry.bind("sandboxScripts", new PageScripts());
        registry.bind("sandboxDocs", new ApiDocs());
        registry.bind("sandboxState", new PageState(profiles, sync, fields, standIns));
    }
}
