package io.circlesync.reconcile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.spi.ManagementAgent;
import org.apache.camel.support.service.ServiceSupport;

/** Reads runs, and begins one, for JMX. Nothing is there where JMX is off. */
final class ReconciliationControl extends ServiceSupport implements ReconciliationMXBean {

    private static final Map<String, Object> LAST = Map.of("below", Long.MAX_VALUE, "from", 0L, "runs", 0);

    private final CamelContext context;
    private final ProducerTemplate statements;
    private Optional<ObjectName> registered = Optional.empty();

    ReconciliationControl(CamelContext context) {
        this.context = context;
        this.statements = context.createProducerTemplate();
    }

    @Override
    public long getRun() {
        return number("id");
    }

    @Override
    public String getState() {
        return last().map(row -> (String) row.get("state")).orElse("");
    }

    @Override
    public int getPages() {
        return Math.toIntExact(number("page"));
    }

    @Override
    public long getMembers() {
        return number("members");
    }

    @Override
    public long getMembersTotal() {
        return number("members_total");
    }

    @Override
    public String begin(boolean dryRun) {
        return rows("reconciliation-start.sql", Map.of("dryRun", dryRun)).stream()
                .map(row -> row.get("id").toString())
                .findFirst()
                .orElse("Another run is open");
    }

    private long number(String column) {
        return last().map(row -> (Number) row.get(column))
                .map(Number::longValue)
                .orElse(0L);
    }

    private Optional<Map<String, Object>> last() {
        return rows("reconciliation-list.sql", LAST).stream().findFirst();
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> rows(String statement, Map<String, Object> parameters) {
        return statements.requestBody("sql:classpath:sql/" + statement, parameters, List.class);
    }

    @Override
    protected void doStart() throws Exception {
        ManagementAgent agent = context.getManagementStrategy().getManagementAgent();
        if (agent != null) {
            ObjectName name = new ObjectName("circlesync:type=reconciliation,context="
                    + ObjectName.quote(
                            Optional.ofNullable(context.getManagementName()).orElse(context.getName())));
            agent.register(this, name);
            registered = Optional.of(name);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (registered.isPresent()) {
            context.getManagementStrategy().getManagementAgent().unregister(registered.get());
            registered = Optional.empty();
        }
        statements.stop();
    }
}
