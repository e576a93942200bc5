package io.jlinux.spawn;

import io.jlinux.sys.Signal;

/** A JVM of its own for {@link ParentDeathTest}: starts children and prints their pids, then waits to be killed. */
final class ParentDeathMain {
    private ParentDeathMain() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) throws Exception {
        StringBuilder pids = new StringBuilder();
        // from a thread that ends at once: the signal is for the end of the JVM, not of the thread
        Thread starter = new Thread(() -> {
            try {
                pids.append(sleep().parentDeathSignal(Signal.KILL).start().pid());
                if (args.length > 0) {
                    pids.append(' ')
                            .append(sleep().user(1000, 1000)
                                    .parentDeathSignal(Signal.KILL)
                                    .start()
                                    .pid());
                }
                pids.append(' ').append(sleep().start().pid());
            } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
            }
        });
        starter.start();
        starter.join();
        Thread.sleep(100);
        System.out.println(pids);
        Thread.sleep(60_000);
    }

    private static Spawn sleep() {
        return Spawn.command("sleep", "60").inheritIO().stdout(Stdio.devNull());
    }
}
