package io.jlinux.net;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscriber of a monitor, under the monitor's lock: what it asked for, and what waits for it. */
final class EventOutlet implements Flow.Subscription {
    /** How many events wait for a subscriber that does not ask; then they are dropped for a resync. */
    static final int MAX_QUEUE = 4096;

    private static final Logger LOG = LoggerFactory.getLogger(EventOutlet.class);

    private final ReentrantLock lock;
    private final Supplier<NetworkState> state;
    private final Flow.Subscriber<? super NetworkEvent> subscriber;
    private final Consumer<EventOutlet> onCancel;
    private final Queue<NetworkEvent> queue = new ArrayDeque<>();
    private long demand;
    private boolean overflowed;
    private boolean emitting;
    private boolean over;

    private EventOutlet(
            ReentrantLock lock,
            Supplier<NetworkState> state,
            Flow.Subscriber<? super NetworkEvent> subscriber,
            Consumer<EventOutlet> onCancel) {
        this.lock = lock;
        this.state = state;
        this.subscriber = subscriber;
        this.onCancel = onCancel;
    }

    static EventOutlet of(
            ReentrantLock lock,
            Supplier<NetworkState> state,
            Flow.Subscriber<? super NetworkEvent> subscriber,
            Consumer<EventOutlet> onCancel) {
        return new EventOutlet(lock, state, subscriber, onCancel);
    }

    static EventOutlet unlimited(ReentrantLock lock, Supplier<NetworkState> state, Consumer<NetworkEvent> listener) {
        return new EventOutlet(lock, state, new Listener(listener), o -> {});
    }

    private record Listener(Consumer<NetworkEvent> listener) implements Flow.Subscriber<NetworkEvent> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(NetworkEvent event) {
            listener.accept(event);
        }

        @Override
        public void onError(Throwable e) {
            LOG.warn("a monitor of a network has ended", e);
        }

        @Override
        public void onComplete() {}
    }

    void begin() {
        subscriber.onSubscribe(this);
    }

    void offer(NetworkEvent event) {
        if (over) return;
        if (event instanceof NetworkEvent.Resync) queue.clear(); // what is older is in it
        if (queue.size() >= MAX_QUEUE) {
            queue.clear();
            overflowed = true;
        }
        if (!overflowed) queue.add(event);
        emit();
    }

    /** A subscriber that asks for more while it is told something is served by the round that is going on. */
    private void emit() {
        if (emitting) return;
        emitting = true;
        try {
            while (!over && demand > 0) {
                NetworkEvent event = next();
                if (event == null) return;
                if (demand != Long.MAX_VALUE) demand--;
                subscriber.onNext(event);
            }
        } catch (RuntimeException e) {
            LOG.warn("a subscriber of a network's events failed, and is told no more", e);
            cancel();
        } finally {
            emitting = false;
        }
    }

    private @Nullable NetworkEvent next() {
        if (!overflowed) return queue.poll();
        overflowed = false;
        queue.clear();
        return new NetworkEvent.Resync(state.get(), true);
    }

    void end(@Nullable Throwable error) {
        if (over) return;
        over = true;
        if (error == null) subscriber.onComplete();
        else subscriber.onError(error);
    }

    void cancelled() {
        over = true;
        queue.clear();
    }

    @Override
    public void request(long n) {
        lock.lock();
        try {
            if (over) return;
            if (n <= 0) {
                onCancel.accept(this);
                over = true;
                subscriber.onError(new IllegalArgumentException("a request of " + n));
                return;
            }
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            emit();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void cancel() {
        lock.lock();
        try {
            onCancel.accept(this);
            cancelled();
        } finally {
            lock.unlock();
        }
    }
}
