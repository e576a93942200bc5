package io.jlinux.cgroup;

import io.jlinux.cgroup.CgroupEvent.Kind;
import io.jlinux.sys.LinuxException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Flow;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The events of a cgroup as a publisher: a watch for each subscriber, with a bounded buffer between. */
record EventStream(CgroupWatch watch, Set<Kind> kinds) implements Flow.Publisher<CgroupEvent> {
    static final int ROOM = 256;

    EventStream {
        EnumSet<Kind> copy = EnumSet.noneOf(Kind.class);
        copy.addAll(kinds);
        kinds = copy;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super CgroupEvent> subscriber) {
        AtomicReference<@Nullable Subscription> watching = new AtomicReference<>();
        SubmissionPublisher<CgroupEvent> buffer = new SubmissionPublisher<>(ForkJoinPool.commonPool(), ROOM);
        buffer.subscribe(new Cancelling(subscriber, () -> end(buffer, watching.get())));
        try {
            Subscription s = watch.onEvent(kinds, e -> {
                if (e.kind() != Kind.REMOVED || kinds.contains(Kind.REMOVED)) buffer.offer(e, null);
                if (e.kind() == Kind.REMOVED) buffer.close();
            });
            watching.set(s);
            if (buffer.getNumberOfSubscribers() == 0) s.close(); // it was cancelled meanwhile
        } catch (LinuxException e) {
            buffer.closeExceptionally(e);
        }
    }

    private static void end(SubmissionPublisher<CgroupEvent> buffer, @Nullable Subscription watching) {
        if (watching != null) watching.close();
        buffer.close();
    }

    /** Passes everything on, and ends the watch with a cancel. */
    private record Cancelling(Flow.Subscriber<? super CgroupEvent> to, Runnable cancelled)
            implements Flow.Subscriber<CgroupEvent> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            to.onSubscribe(new Flow.Subscription() {
                @Override
                public void request(long n) {
                    subscription.request(n);
                }

                @Override
                public void cancel() {
                    subscription.cancel();
                    cancelled.run();
                }
            });
        }

        @Override
        public void onNext(CgroupEvent event) {
            to.onNext(event);
        }

        @Override
        public void onError(Throwable error) {
            to.onError(error);
        }

        @Override
        public void onComplete() {
            to.onComplete();
        }
    }
}
