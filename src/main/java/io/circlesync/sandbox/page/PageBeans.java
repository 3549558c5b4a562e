package io.circlesync.sandbox.page;

import io.circlesync.api.ProfileJson;
import io.circlesync.profile.SyncedFields;
import io.circlesync.settings.Settings;
import javax.sql.DataSource;
import org.apache.camel.spi.Registry;

/** Names the beans that the page's routes call. */
public final class PageBeans {

    private PageBeans() {}

    /** Binds everything. */
    public static void bind(Registry registry, Settings settings, DataSource dataSource, StandIns standIns) {
        SyncedFields fields = settings.circleCalls().fields();
        PageProfiles profiles = new PageProfiles(dataSource, new ProfileJson(fields));
        registry.bind("sandboxGuard", new PageGuard(settings.apiToken()));
        registry.bind("sandboxScripts", new PageScripts());
        registry.bind("sandboxState", new PageState(profiles, settings.sync(), fields, standIns));
    }
}
