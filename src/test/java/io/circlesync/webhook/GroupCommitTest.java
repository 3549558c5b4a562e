package io.circlesync.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupCommitTest {

    private static final int LARGE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String CONNECTION_LOST = "08006";
    private static final String TEXT_TOO_LONG = "22001";
    private static final String LOCK_TIMEOUT = "55P03";

    private final List<List<Integer>> groups = new CopyOnWriteArrayList<>();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CountDownLatch gate = new CountDownLatch(1);
    private GroupCommit<Integer> commits;

    @AfterEach
    void stop() {
        gate.countDown();
        commits.stop();
        callers.shutdownNow();
    }

    @Test
    void a_caller_goes_on_only_after_the_write() throws Exception {
        start(groups::add);

        commits.write(1, PATIENCE);

        assertThat(groups).containsExactly(List.of(1));
    }

    @Test
    void what_never_started_can_be_stopped() {
        commits = new GroupCommit<>("test", group -> Set.of(), GroupCommitTest::size);

        assertThatCode(commits::stop).doesNotThrowAnyException();
    }

    @Test
    void callers_of_one_moment_share_a_write() throws Exception {
        start(group -> {
            pass(gate);
            groups.add(group);
        });
        List<Future<?>> first = write(0, 1);
        await().until(() -> queued() == 0);
        List<Future<?>> rest = write(1, 50);
        await().until(() -> queued() == 49);

        gate.countDown();

        for (Future<?> caller : rest) {
            caller.get();
        }
        first.get(0).get();
        assertThat(groups).hasSize(2);
        assertThat(groups.get(1)).hasSize(49).doesNotContain(0);
    }

    @Test
    void large_items_are_written_a_few_at_a_time() throws Exception {
        start(group -> {
            pass(gate);
            groups.add(group);
        });
        List<Future<?>> first = write(0, 1);
        await().until(() -> queued() == 0);
        List<Future<?>> rest = write(LARGE, LARGE + 6);
        await().until(() -> queued() == 6);

        gate.countDown();

        for (Future<?> caller : rest) {
            caller.get();
        }
        first.get(0).get();
        assertThat(groups).extracting(List::size).containsExactly(1, 2, 2, 2);
    }

    @Test
    void one_bad_item_does_not_take_the_others_with_it() throws Exception {
        start(group -> {
            pass(gate);
            if (group.contains(3)) {
                throw new SQLException("bad", TEXT_TOO_LONG);
            }
            groups.add(group);
        });
        write(0, 1);
        await().until(() -> queued() == 0);
        List<Future<?>> rest = write(1, 6);
        await().until(() -> queued() == 5);

        gate.countDown();

        List<Integer> failed = new ArrayList<>();
        for (int i = 0; i < rest.size(); i++) {
            try {
                rest.get(i).get();
            } catch (ExecutionException e) {
                failed.add(i + 1);
            }
        }
        assertThat(failed).containsExactly(3);
        assertThat(groups.stream().flatMap(List::stream)).containsExactlyInAnyOrder(0, 1, 2, 4, 5);
    }

    @Test
    void what_fails_for_itself_fails_alone() throws Exception {
        start(group -> {
            if (group.contains(3)) {
                throw new SQLException("bad", TEXT_TOO_LONG);
            }
            groups.add(group);
        });

        List<Future<?>> callers = write(0, 6);

        for (int item = 0; item < 6; item++) {
            Future<?> caller = callers.get(item);
            if (item == 3) {
                assertThatThrownBy(caller::get).hasStackTraceContaining("bad");
            } else {
                caller.get();
            }
        }
        assertThat(groups.stream().flatMap(List::stream)).containsExactlyInAnyOrder(0, 1, 2, 4, 5);
    }

    /** The writer waits for a lock: the others of the group are written without it, and none after them waits for it. */
    @Test
    void what_waits_for_a_lock_is_tried_again_by_itself_until_it_is_free() throws Exception {
        AtomicBoolean locked = new AtomicBoolean(true);
        List<List<Integer>> waited = new CopyOnWriteArrayList<>();
        start(group -> {
            pass(gate);
            if (locked.get() && group.contains(3)) {
                waited.add(group);
                throw new SQLException("held", LOCK_TIMEOUT);
            }
            groups.add(group);
        });
        write(0, 1);
        await().until(() -> queued() == 0);
        List<Future<?>> callers = write(1, 6);
        await().until(() -> queued() == 5);
        gate.countDown();
        for (int caller : new int[] {0, 1, 3, 4}) {
            callers.get(caller).get();
        }
        for (Future<?> other : write(10, 12)) {
            other.get();
        }
        await().until(() -> waited.size() > 3);
        assertThat(callers.get(2).isDone()).isFalse();

        locked.set(false);

        callers.get(2).get();
        assertThat(waited.stream().skip(1)).allMatch(group -> group.equals(List.of(3)));
        assertThat(groups.stream().flatMap(List::stream)).containsExactlyInAnyOrder(0, 1, 2, 4, 5, 10, 11, 3);
    }

    @Test
    void an_item_that_has_to_wait_waits_alone_and_before_those_that_came_after_it() throws Exception {
        AtomicBoolean held = new AtomicBoolean(true);
        startWith(group -> {
            List<Integer> written =
                    group.stream().filter(item -> !held.get() || item % 2 == 0).toList();
            groups.add(written);
            return IntStream.range(0, group.size())
                    .filter(place -> !written.contains(group.get(place)))
                    .boxed()
                    .collect(Collectors.toSet());
        });
        Future<?> first = write(1, 2).get(0);
        await().until(() -> !groups.isEmpty());
        Future<?> second = write(3, 4).get(0);
        for (Future<?> other : write(10, 11)) {
            other.get(5, TimeUnit.SECONDS);
        }
        assertThat(first.isDone() || second.isDone()).isFalse();

        held.set(false);

        first.get();
        second.get();
        assertThat(groups.stream().flatMap(List::stream)).containsExactly(10, 1, 3);
    }

    @Test
    void whoever_has_to_wait_waits_no_longer_than_their_patience() throws Exception {
        startWith(group -> {
            groups.add(group);
            return group.contains(1) ? Set.of(group.indexOf(1)) : Set.of();
        });

        assertThatThrownBy(() -> commits.write(1, Duration.ofMillis(200))).hasMessageContaining("in time");
        commits.write(2, PATIENCE);

        assertThat(groups.get(groups.size() - 1)).containsExactly(2);
    }

    @Test
    void no_more_have_to_wait_than_fit_into_a_group() throws Exception {
        startWith(group -> IntStream.range(0, group.size()).boxed().collect(Collectors.toSet()));

        List<Future<?>> callers = write(0, 400);

        await().until(() -> callers.stream().filter(Future::isDone).count() == 400 - 256);
    }

    @Test
    void a_writer_that_breaks_fails_each_caller_and_goes_on() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        start(group -> {
            if (broken.get()) {
                throw new OutOfMemoryError("broken");
            }
            groups.add(group);
        });

        assertThatThrownBy(() -> commits.write(1, PATIENCE)).isInstanceOf(SQLException.class);
        broken.set(false);
        commits.write(2, PATIENCE);

        assertThat(groups).containsExactly(List.of(2));
    }

    @Test
    void a_database_that_comes_back_in_time_costs_nothing() throws Exception {
        CountDownLatch failures = new CountDownLatch(2);
        start(group -> {
            if (failures.getCount() > 0) {
                failures.countDown();
                throw new SQLException("away", CONNECTION_LOST);
            }
            groups.add(group);
        });

        commits.write(1, PATIENCE);

        assertThat(groups).containsExactly(List.of(1));
    }

    @Test
    void nobody_waits_longer_than_their_patience_and_nothing_is_written_after_it() throws Exception {
        AtomicBoolean away = new AtomicBoolean(true);
        start(group -> {
            if (away.get()) {
                throw new SQLException("away", CONNECTION_LOST);
            }
            groups.add(group);
        });

        long start = System.nanoTime();
        assertThatThrownBy(() -> commits.write(1, Duration.ofMillis(300)))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("in time");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(290), PATIENCE);
        away.set(false);
        commits.write(2, PATIENCE);

        assertThat(groups).containsExactly(List.of(2));
    }

    @Test
    void a_caller_who_came_too_late_is_refused_at_once() throws Exception {
        start(group -> pass(gate));

        assertThatThrownBy(() -> commits.write(1, Duration.ofMillis(-1))).isInstanceOf(SQLException.class);
    }

    @Test
    void a_full_queue_refuses_at_once() throws Exception {
        start(group -> pass(gate));
        write(0, 1);
        await().until(() -> queued() == 0);
        for (int i = 0; i < 4096; i++) {
            int item = i;
            assertThatThrownBy(() -> commits.write(item, Duration.ZERO)).hasMessageContaining("in time");
        }

        assertThatThrownBy(() -> commits.write(1, PATIENCE)).hasMessageContaining("Too many");
    }

    @Test
    void whoever_waits_when_the_service_stops_is_refused() throws Exception {
        start(group -> {
            throw new SQLException("away", CONNECTION_LOST);
        });
        List<Future<?>> waiting = write(0, 20);
        await().until(() -> waiting.stream().noneMatch(Future::isDone) && queued() < 20);

        commits.stop();

        for (Future<?> caller : waiting) {
            assertThatThrownBy(() -> caller.get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasStackTraceContaining("stopping");
        }
    }

    @Test
    void whoever_comes_after_the_service_stopped_is_refused() throws Exception {
        start(groups::add);
        commits.stop();

        assertThatThrownBy(() -> commits.write(1, PATIENCE)).hasStackTraceContaining("stopping");
        assertThat(groups).isEmpty();
    }

    /** Writes the whole group or fails. */
    @FunctionalInterface
    private interface Whole {
        void write(List<Integer> group) throws SQLException;
    }

    private void start(Whole writer) {
        startWith(group -> {
            writer.write(group);
            return Set.of();
        });
    }

    private void startWith(GroupCommit.Writer<Integer> writer) {
        commits = new GroupCommit<>("test-commits", writer, GroupCommitTest::size);
        commits.start();
    }

    /** Two large ones are more than fits beside another one. */
    private static int size(int item) {
        return item < LARGE ? 1 : 300_000;
    }

    private List<Future<?>> write(int from, int to) {
        return IntStream.range(from, to)
                .<Future<?>>mapToObj(item -> callers.submit(() -> {
                    commits.write(item, PATIENCE);
                    return null;
                }))
                .toList();
    }

    private int queued() {
        return commits.waiting();
    }

    private static void pass(CountDownLatch gate) throws SQLException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        }
    }
}
