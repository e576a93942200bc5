package io.jlinux.spawn;

import io.jlinux.mount.Mount;
import io.jlinux.ns.Namespace;
import io.jlinux.ns.NamespaceHandle;
import io.jlinux.sys.Errno;
import io.jlinux.sys.Signal;
import io.jlinux.testkit.Requirement;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that starts processes of every kind from several threads, and looks at what each says: {@code ROOT COUNT THREADS
 * [orphans]}, COUNT by each of the threads, and more until standard input ends. Prints {@code begun} after the first ones and
 * {@code done} at the end. With {@code orphans} each is to die with this JVM, and some are left running.
 */
final class StormMain {
    private final Path root;
    private final boolean orphans;
    private final AtomicInteger done = new AtomicInteger();
    private volatile boolean enough;

    private StormMain(Path root, boolean orphans) {
        this.root = root;
        this.orphans = orphans;
    }

    public static void main(String[] args) throws Exception {
        StormMain storm = new StormMain(Path.of(args[0]), args.length > 3);
        int count = Integer.parseInt(args[1]);
        int threads = Integer.parseInt(args[2]);
        storm.endWithInput();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (LinuxProcess box = storm.box();
                NamespaceHandle user = box == null ? null : box.namespace(Namespace.USER);
                NamespaceHandle pid = box == null ? null : box.namespace(Namespace.PID)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                all.add(pool.submit(() -> {
                    for (int i = 0; i < count || !storm.enough; i++) storm.one(i, user, pid);
                    return null;
                }));
            }
            for (Future<?> f : all) f.get();
        } finally {
            pool.shutdown();
        }
        System.out.println("done");
    }

    private void endWithInput() {
        Thread reader = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                enough = true;
            }
        });
        reader.setDaemon(true);
        reader.start();
    }

    private @Nullable LinuxProcess box() throws Exception {
        if (!Requirement.USER_NAMESPACES.isMet()) return null;
        return Spawn.command("sleep", "600")
                .unshare(Namespace.USER, Namespace.PID)
                .parentDeathSignal(Signal.KILL)
                .start();
    }

    private void one(int i, @Nullable NamespaceHandle user, @Nullable NamespaceHandle pid) throws Exception {
        switch (i % 5) {
            case 1 -> container(i);
            case 2 -> {
                if (user != null && pid != null) says(with(echo(i).join(user, pid)), i);
            }
            case 3 -> fails();
            case 4 -> {
                if (orphans) sleeps();
                else System.gc();
            }
            default -> says(with(echo(i)), i);
        }
        if (done.incrementAndGet() == 20) System.out.println("begun");
    }

    private static Spawn echo(int i) {
        return Spawn.command("echo", Integer.toString(i));
    }

    private Spawn with(Spawn spawn) {
        return orphans ? spawn.parentDeathSignal(Signal.KILL) : spawn;
    }

    private void container(int i) throws Exception {
        if (!Requirement.USER_NAMESPACES.isMet()) return;
        says(
                with(echo(i).unshare(Namespace.USER, Namespace.PID, Namespace.MOUNT, Namespace.UTS, Namespace.IPC)
                        .env("PATH", "/bin")
                        .rootfs(root)
                        .mount(Mount.tmpfs("/dev"), Mount.mqueue())
                        .hostname("storm")
                        .noNewPrivileges()),
                i);
    }

    /** Left running, for whoever ends this JVM. */
    private void sleeps() throws Exception {
        with(Spawn.command("sleep", "600")).stdout(Stdio.devNull()).start();
    }

    private static void says(Spawn spawn, int i) throws Exception {
        String said = Run.text(spawn);
        if (!said.equals(Integer.toString(i))) throw new AssertionError(said + ", and not " + i);
    }

    private void fails() throws Exception {
        try (LinuxProcess p = with(Spawn.command("/no/such/program")).start()) {
            throw new AssertionError("ran: " + p);
        } catch (SpawnException e) {
            if (e.errno() != Errno.ENOENT) throw e;
        }
    }
}
