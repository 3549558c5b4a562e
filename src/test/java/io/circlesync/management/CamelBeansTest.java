package io.circlesync.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.circlesync.fixture.RunningService;
import java.lang.management.ManagementFactory;
import java.util.Map;
import javax.management.ObjectName;
import org.apache.camel.ManagementStatisticsLevel;
import org.junit.jupiter.api.Test;

/** Camel's own settings of JMX hold for what the service puts in the place of Camel's parts. */
class CamelBeansTest {

    @Test
    void the_settings_say_what_is_registered_and_counted() throws Exception {
        try (RunningService service = RunningService.start(
                Map.of(RunningService.MBEANS, "RoutesOnly", "camel.main.jmxManagementStatisticsLevel", "Extended"))) {
            assertThat(ManagementFactory.getPlatformMBeanServer()
                            .queryNames(new ObjectName("org.apache.camel:type=processors,*"), null))
                    .isEmpty();
            assertThat(ManagementFactory.getPlatformMBeanServer()
                            .queryNames(new ObjectName("org.apache.camel:type=routes,*"), null))
                    .isNotEmpty();
            assertThat(service.camel()
                            .getManagementStrategy()
                            .getManagementAgent()
                            .getStatisticsLevel())
                    .isEqualTo(ManagementStatisticsLevel.Extended);
        }
    }
}
