package io.circlesync.retry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CausesTest {

    private final Exception root = new IllegalArgumentException();
    private final Exception outer = new IllegalStateException(root);

    @Test
    void a_failure_comes_before_what_it_comes_from() {
        assertThat(Causes.of(outer)).containsExactly(outer, root);
        assertThat(Causes.root(outer)).isSameAs(root);
        assertThat(Causes.root(root)).isSameAs(root);
    }

    @Test
    void a_circle_comes_to_an_end() {
        root.initCause(outer);

        assertThat(Causes.of(outer)).hasSizeLessThan(100).contains(outer, root);
    }
}
