package io.jlinux.oci;

import io.jlinux.oci.spec.OciConfigException;
import io.jlinux.oci.spec.OciHookException;
import io.jlinux.oci.spec.OciStateException;
import io.jlinux.sys.LinuxException;
import io.jlinux.testkit.HostState;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A JVM of its own, of which each system call that an operation on a container makes fails once: {@code DIRECTORY STRIDE OPERATION...}. It
 * prints {@code PROBLEM} and what was wrong, and for each operation {@code DONE NAME: N calls, M failures}.
 */
final class ParentFaultMain {
    private static final int MORE_THAN_ENOUGH = 5000;

    private final int stride;
    private final FaultOperations operations;
    private final Path dir;
    private BreakableCalls calls;

    private ParentFaultMain(Path dir, int stride) throws Exception {
        this.stride = stride;
        this.operations = new FaultOperations(dir);
        this.dir = dir;
    }

    public static void main(String[] args) throws Exception {
        ParentFaultMain main = new ParentFaultMain(Path.of(args[0]), Integer.parseInt(args[1]));
        Thread worker = new Thread(() -> main.run(List.of(args).subList(2, args.length)), "worker");
        worker.start();
        worker.join();
        Runtime.getRuntime().halt(0);
    }

    private void run(List<String> names) {
        try {
            for (String name : names) warm(operations.named(name));
            calls = BreakableCalls.ofThisThread();
            for (String name : names) sweep(name, operations.named(name));
            operations.close();
        } catch (Exception | Error e) {
            problem("the end", e);
        }
    }

    private void warm(FaultOperation operation) throws Exception {
        try (operation) {
            for (int i = 0; i < 4; i++) {
                String id = BusyboxBundle.id();
                HostLook before = HostLook.of(id, dir);
                operation.prepare(id);
                operation.run(id);
                operation.succeeded(id);
                operations.stage().takeAway(before.tree());
                HostLook.of(id, dir).minus(before);
            }
        }
    }

    private void sweep(String name, FaultOperation operation) throws Exception {
        HostState whole = HostState.capture();
        int failures = 0;
        int n = ThreadLocalRandom.current().nextInt(stride);
        try (operation) {
            while (n < MORE_THAN_ENOUGH) {
                String id = BusyboxBundle.id();
                operation.prepare(id);
                HostLook before = HostLook.of(id, dir);
                Exception failure = null;
                calls.breakCall(n);
                try {
                    operation.run(id);
                } catch (Exception e) {
                    failure = e;
                }
                String broken = calls.stop();
                String what = name + " " + n + " " + broken;
                if (failure != null) failures++;
                if (failure != null && broken.isEmpty()) problem(what, failure);
                verify(operation, id, what, failure, before);
                if (broken.isEmpty()) break;
                n += stride;
            }
        }
        for (String left : whole.leftBehind()) problem(name, new AssertionError("left behind: " + left));
        System.out.println("DONE " + name + ": " + n + " calls, " + failures + " failures");
    }

    private void verify(FaultOperation operation, String id, String what, Exception failure, HostLook before) {
        try {
            if (failure == null) {
                operation.succeeded(id);
                operations.stage().takeAway(before.tree());
            } else {
                operation.failed(id);
                checkNamed(failure);
            }
            List<String> left = HostLook.of(id, dir).minus(before);
            // sockets of the threads that clean up, links and leases that they are about to take away
            for (int i = 0; i < 40 && !left.isEmpty(); i++) {
                Thread.sleep(50);
                left = HostLook.of(id, dir).minus(before);
            }
            // a file for the time of the start that cannot be removed is one that the next process finds
            for (String item : List.copyOf(left)) {
                boolean told = what.contains(item) || isTold(failure, item);
                if (!item.startsWith(HostLook.TEMPORARY.toString()) || !told) continue;
                new NameDirectory(Path.of(item)).delete();
                left.remove(item);
            }
            if (!left.isEmpty()) {
                AssertionError e = new AssertionError("left behind: " + left);
                if (failure != null) e.addSuppressed(failure);
                problem(what, e);
                operations.stage().takeAway(before.tree());
            }
        } catch (Exception | AssertionError e) {
            if (failure != null && failure != e) e.addSuppressed(failure);
            problem(what, e);
        }
    }

    /** Whether an exception, or one that is suppressed in it, is about it. */
    private static boolean isTold(Throwable failure, String item) {
        if (failure == null) return false;
        if (String.valueOf(failure.getMessage()).contains(item)) return true;
        return Stream.of(failure.getSuppressed()).anyMatch(s -> isTold(s, item));
    }

    /** What failed, and on what. */
    private static void checkNamed(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof OciHookException
                || failure instanceof OciConfigException
                || failure instanceof OciStateException) return;
        boolean named = failure instanceof LinuxException linux
                ? !linux.operation().isBlank() && !linux.target().isBlank()
                : failure instanceof FileSystemException file && file.getFile() != null;
        FaultOperations.check(named, "it says what failed: " + message);
    }

    private void problem(String what, Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        System.out.println("PROBLEM " + what + ": " + text);
    }
}
