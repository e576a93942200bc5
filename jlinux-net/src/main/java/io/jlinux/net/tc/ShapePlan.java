package io.jlinux.net.tc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The qdiscs that make a {@link Shape}; pure.
 *
 * <pre>
 *   rate only            root ── tbf
 *   delay or loss only   root ── netem
 *   both                 root ── tbf ── netem     packets are late first, and then wait for the rate
 * </pre>
 *
 * <p>tbf is above, and not below as in tc-netem(8): it cuts large segments as they come, and netem before Linux 6.13 lost count of
 * those that a qdisc below it has cut, until it stood still.
 */
record ShapePlan(List<Step> steps) {
    /** One qdisc. */
    record Step(Handle parent, Handle handle, QdiscSpec<?> spec) {}

    /** Ours can be told from those of others by it. */
    static final Handle FIRST = Handle.qdisc(0x4a4c);

    private static final Handle SECOND = Handle.qdisc(0x4a4d);
    private static final Handle CLASS_OF_TBF = Handle.of(0x4a4c, 1);
    private static final Duration SHORT_QUEUE = Duration.ofMillis(50);
    /** Of a link without a rate: what a delay of a second keeps under way at some ten gigabits. */
    private static final long PACKETS_WITHOUT_RATE = 20_000;

    private static final long FEWEST_PACKETS = 32;
    private static final int HEADER = 100;

    /** For a link with this MTU in bytes: the largest packet must go through the burst. */
    static ShapePlan of(Shape shape, int mtu) {
        List<Step> steps = new ArrayList<>();
        Duration delay = shape.delay().orElse(Duration.ZERO);
        Duration queue = shape.queue().orElse(longer(SHORT_QUEUE, delay.multipliedBy(2)));
        if (shape.rate().isPresent()) {
            Rate rate = shape.rate().get();
            long burst = Tbf.defaultBurst(rate, mtu + HEADER);
            steps.add(new Step(Handle.ROOT, FIRST, Tbf.rate(rate).burst(burst).latency(queue)));
        }
        if (shape.isWorse()) {
            boolean below = !steps.isEmpty();
            steps.add(new Step(
                    below ? CLASS_OF_TBF : Handle.ROOT, below ? SECOND : FIRST, netem(shape, delay, queue, mtu)));
        }
        return new ShapePlan(List.copyOf(steps));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static Netem netem(Shape shape, Duration delay, Duration queue, int mtu) {
        Duration all = delay.plus(shape.jitter().orElse(Duration.ZERO)).plus(queue);
        long packets = shape.rate()
                .map(r -> Math.max(FEWEST_PACKETS, r.bytesIn(all) / Math.max(1, mtu)))
                .orElse(PACKETS_WITHOUT_RATE);
        Netem netem = Netem.of().limit(Math.min(packets, 0xffff_ffffL));
        if (shape.delay().isPresent()) netem = netem.delay(delay);
        if (shape.jitter().isPresent()) netem = netem.jitter(shape.jitter().get());
        return shape.loss().isPresent() ? netem.loss(shape.loss().get()) : netem;
    }
}
