package io.jlinux.sys.raw;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waits for what another thread does in the place of the calling one: it takes no time, or must not be left half-way. */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** As {@link Future#get()}; the thread is interrupted when this returns, where it was meanwhile. */
    public static <T> T get(Future<T> future) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
