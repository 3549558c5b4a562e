package io.circlesync.management.jmx;

import io.circlesync.management.PublicApi;
import io.circlesync.management.described.DescribedMBean;
import io.circlesync.management.logs.LogQuery;
import io.circlesync.management.logs.RecentLog;
import io.circlesync.management.logs.RecentLogQuery;
import io.circlesync.watch.ServiceStates;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.Route;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Shows the service by JMX, in the domain {@code circlesync}: how it stands, and what operators may do, each with a description.
 * Nothing is there where JMX is off.
 */
public final class OperatorBeans extends ServiceSupport implements ExtendedStartupListener {

    private static final String DOMAIN = "circlesync";

    private final CamelContext context;
    private final Shown shown;
    private final PublicApiCalls api;
    private final RecentLog log;
    private final List<ObjectName> registered = new ArrayList<>();

    private OperatorBeans(CamelContext context, Shown shown, PublicApiCalls api, RecentLog log) {
        this.context = context;
        this.shown = shown;
        this.api = api;
        this.log = log;
    }

    /**
     * To be called before the context starts.
     *
     * @param states how the service stands
     * @param api does what operators ask for
     */
    public static void bind(CamelContext context, ServiceStates states, PublicApi api) throws Exception {
        OperatorBeans beans =
                new OperatorBeans(context, new Shown(states), new PublicApiCalls(api), RecentLog.listen());
        context.addService(beans);
        context.addStartupListener(beans);
    }

    @Override
    public void onCamelContextStarted(CamelContext started, boolean alreadyStarted) {
        // The routes, and so their groups and channels, are not there yet.
    }

    @Override
    public void onCamelContextFullyStarted(CamelContext started, boolean alreadyStarted) throws Exception {
        register(LogQuery.DOMAIN, "LogQuery", "", DescribedMBean.of(new RecentLogQuery(log), LogQuery.class));
        register("members", "", DescribedMBean.open(new ShownMembers(shown, api), Members.class));
        register("events", "", DescribedMBean.open(new ShownEvents(shown, api), Events.class));
        register("gaps", "", DescribedMBean.open(new ShownGaps(shown), Gaps.class));
        register("outbox", "", DescribedMBean.open(new ShownOutbox(shown, api), Outbox.class));
        register("successes", "", DescribedMBean.open((Successes) shown::successes, Successes.class));
        register(
                "reconciliation", "", DescribedMBean.open(new ShownReconciliations(shown, api), Reconciliations.class));
        for (String partner : shown.partners()) {
            register("partner", partner, DescribedMBean.open(new ShownPartner(partner, shown, api), Partner.class));
        }
        for (String group : groups()) {
            register("group", group, DescribedMBean.open(new RouteGroup(context, group), Group.class));
        }
    }

    private TreeSet<String> groups() {
        return context.getRoutes().stream()
                .map(Route::getGroup)
                .filter(group -> group != null)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** @param name tells it from others of its type; empty if it is the only one */
    private void register(String type, String name, DescribedMBean bean) throws Exception {
        register(DOMAIN, type, name, bean);
    }

    private void register(String domain, String type, String name, DescribedMBean bean) throws Exception {
        ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
        if (agent != null) {
            ObjectName full = name(domain, type, name);
            agent.register(bean, full);
            registered.add(full);
        }
    }

    private ObjectName name(String domain, String type, String name) throws MalformedObjectNameException {
        String named = name.isEmpty() ? "" : ",name=" + ObjectName.quote(name);
        String owner = Optional.ofNullable(context.getManagementName()).orElse(context.getName());
        return new ObjectName(domain + ":type=" + type + ",context=" + ObjectName.quote(owner) + named);
    }

    @Override
    protected void doStop() throws Exception {
        for (ObjectName name : registered) {
            context.getManagementStrategy().getManagementAgent().unregister(name);
        }
        registered.clear();
    }
}
