package io.circlesync.management;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Gathers metrics that are all of one reading, for Prometheus. */
final class MetricReading {

    private final List<MetricSnapshot> all = new ArrayList<>();

    void gauge(String name, String tells, double value) {
        gauges(name, tells, List.of(value), one -> Labels.EMPTY, Optional::of);
    }

    <T> void gauges(
            String name, String tells, List<T> of, Function<T, Labels> labels, Function<T, Optional<Double>> value) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(tells);
        of.forEach(one -> value.apply(one)
                .ifPresent(figure -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .labels(labels.apply(one))
                        .value(figure)
                        .build())));
        all.add(gauge.build());
    }

    <T> void counters(String name, String tells, List<T> of, Function<T, Labels> labels, ToDoubleFunction<T> value) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(tells);
        of.forEach(one -> counter.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(labels.apply(one))
                .value(value.applyAsDouble(one))
                .build()));
        all.add(counter.build());
    }

    MetricSnapshots snapshots() {
        return new MetricSnapshots(all);
    }
}
