package io.circlesync;

import io.circlesync.database.DatabaseOpening;
import io.circlesync.database.DatabaseSettings;
import io.circlesync.http.FreePorts;
import io.circlesync.logs.LogSettings;
import io.circlesync.management.RoutesHealth;
import io.circlesync.management.jmx.CamelBeans;
import io.circlesync.management.jmx.SharedDescriptions;
import io.circlesync.management.logs.RecentLog;
import io.circlesync.message.ChannelsInRoutes;
import io.circlesync.settings.CamelSettings;
import io.circlesync.settings.SettingsException;
import io.circlesync.settings.SettingsFiles;
import io.circlesync.settings.SettingsSource;
import io.circlesync.settings.StrippedValues;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.logging.Level;
import org.apache.camel.CamelConfiguration;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service as a program: where its settings lie, and what is refused before anything is started. */
public final class CircleSync extends MainListenerSupport implements CamelConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(CircleSync.class);
    private static final String SETTINGS = "settings";
    private static final String DATABASE = "databaseOpening";
    private static final String CAMEL_BEANS = "camelBeans";

    /** Given by who starts an archive, from whatever folder that is. */
    private static final String SETTINGS_FOLDER = "circlesync.conf";

    /** Held here, for what nobody holds forgets its level. */
    private static final java.util.logging.Logger DRIVERS_LOG = java.util.logging.Logger.getLogger("org.postgresql");

    private CircleSync() {}

    /**
     * The service, ready to be run.
     *
     * @throws SettingsException if a properties file cannot be read
     */
    public static Main main() {
        prepare();
        SettingsFiles files = settingsFiles();
        LogSettings.apply(files.files());
        RecentLog.listen();
        files.files().forEach(file -> LOG.info("Settings are read from {}", file));
        CircleSync service = new CircleSync();
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation(files.locations());
        // Said outright, too: else Camel would look for a further file by the name of the profile, and fail over odd
        // ones.
        main.setPropertyPlaceholderLocations(files.locations());
        main.addMainListener(service);
        main.configure().addConfiguration(service);
        return main;
    }

    /** The properties files beside the one in the jar. */
    static SettingsFiles settingsFiles() {
        return Optional.ofNullable(System.getProperty(SETTINGS_FOLDER))
                .map(folder -> SettingsFiles.only(Path.of(folder)))
                .orElseGet(() -> SettingsFiles.in(Path.of("")));
    }

    /** What holds for the whole process, and is to be set before anything reads a setting. */
    static void prepare() {
        // Camel and others change the case of names by the default locale, and under some an i becomes another letter.
        Locale.setDefault(Locale.ROOT);
        // The driver tells the server the zone of this process, and a server that does not know it refuses the
        // connection.
        // The log keeps the machine's own.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        // What the driver finds wrong with a URL, it repeats, and a URL may hold a password; it is told in our words.
        DRIVERS_LOG.setLevel(Level.OFF);
    }

    /** Before Camel configures itself, so that what is wrong is told in our words and not in an exception's. */
    @Override
    public void beforeInitialize(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        StrippedValues.in(context);
        SettingsSource source = new CamelSettings(context);
        Settings settings = Settings.read(source);
        FreePorts.require(source, settings.http().host());
        context.getPropertiesComponent()
                .addOverrideProperty("camel.server.host", settings.http().host());
        context.getRegistry().bind(SETTINGS, settings);
        RoutesHealth.bind(context);
        // Before Camel tells its agent of JMX what the settings say of it.
        SharedDescriptions.bind(context);
        context.getRegistry().bind(CAMEL_BEANS, CamelBeans.bind(context));
        settings.database().ifPresent(where -> open(where, Wiring.connections(settings), context.getRegistry()));
    }

    /** Long before anybody needs it, for it takes as long as all that is done until then. */
    private static void open(DatabaseSettings where, int connections, Registry registry) {
        registry.bind(DATABASE, DatabaseOpening.begin(where, connections), null, "giveUp");
    }

    @Override
    public void configure(CamelContext context) throws Exception {
        Registry registry = context.getRegistry();
        context.addStartupListener(registry.lookupByNameAndType(CAMEL_BEANS, CamelBeans.class));
        Settings settings = registry.lookupByNameAndType(SETTINGS, Settings.class);
        new Wiring(context, settings)
                .bind(Optional.ofNullable(registry.lookupByNameAndType(DATABASE, DatabaseOpening.class)));
    }

    /** Before anything of Camel's is started, which would tell it in its own way, too. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        WholeRoutes.in(new CamelSettings(context)).require(context);
        context.getRegistry().findSingleByType(ChannelsInRoutes.class).require(context);
    }
}
