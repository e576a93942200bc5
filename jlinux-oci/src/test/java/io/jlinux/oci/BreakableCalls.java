package io.jlinux.oci;

import io.jlinux.security.seccomp.SeccompAction;
import io.jlinux.security.seccomp.SeccompAnswer;
import io.jlinux.security.seccomp.SeccompHandler;
import io.jlinux.security.seccomp.SeccompNotification;
import io.jlinux.security.seccomp.SeccompPolicy;
import io.jlinux.security.seccomp.SeccompPolicyBuilder;
import io.jlinux.sys.Errno;
import io.jlinux.sys.LinuxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The system calls of one thread, one of which really fails: the kernel asks for each what is to become of it. Its children are asked for,
 * too, and go on. There is no way back, so it is for a JVM that ends afterwards.
 *
 * <p>Only calls that can fail on a machine which works are taken, and none by which the JVM loads classes: where those fail once, they are
 * lost for good.
 */
final class BreakableCalls implements SeccompHandler {
    private static final int PATH_MAX = 1024;

    /** Each with the argument that is a path, or -1. */
    private static final Map<String, Integer> CALLS = Map.ofEntries(
            Map.entry("open", 0),
            Map.entry("openat", 1),
            Map.entry("openat2", 1),
            Map.entry("mkdir", 0),
            Map.entry("mkdirat", 1),
            Map.entry("mknod", 0),
            Map.entry("mknodat", 1),
            Map.entry("symlinkat", 0),
            Map.entry("rename", 0),
            Map.entry("renameat", 1),
            Map.entry("renameat2", 1),
            Map.entry("unlink", 0),
            Map.entry("unlinkat", 1),
            Map.entry("rmdir", 0),
            Map.entry("chmod", 0),
            Map.entry("fchmod", -1),
            Map.entry("fchmodat", 1),
            Map.entry("fchownat", 1),
            Map.entry("stat", 0),
            Map.entry("lstat", 0),
            Map.entry("newfstatat", 1),
            Map.entry("statx", 1),
            Map.entry("access", 0),
            Map.entry("faccessat", 1),
            Map.entry("readlink", 0),
            Map.entry("readlinkat", 1),
            Map.entry("getdents64", -1),
            Map.entry("write", -1),
            Map.entry("pwrite64", -1),
            Map.entry("pread64", -1),
            Map.entry("sendfile", -1),
            Map.entry("copy_file_range", -1),
            Map.entry("ftruncate", -1),
            Map.entry("flock", -1),
            Map.entry("pipe2", -1),
            Map.entry("socket", -1),
            Map.entry("socketpair", -1),
            Map.entry("bind", -1),
            Map.entry("connect", -1),
            Map.entry("sendto", -1),
            Map.entry("sendmsg", -1),
            Map.entry("recvfrom", -1),
            Map.entry("recvmsg", -1),
            Map.entry("memfd_create", -1),
            Map.entry("eventfd2", -1),
            Map.entry("epoll_ctl", -1),
            Map.entry("pidfd_open", -1),
            Map.entry("pidfd_getfd", -1),
            Map.entry("clone3", -1),
            Map.entry("setns", -1),
            Map.entry("unshare", -1),
            Map.entry("bpf", -1),
            Map.entry("sched_setaffinity", -1));

    private final long thread;
    private volatile int broken = -1;
    private volatile boolean counting;
    private int count;
    private volatile String told = "";

    private BreakableCalls(long thread) {
        this.thread = thread;
    }

    /** Those of the calling thread, from here on. */
    static BreakableCalls ofThisThread() throws IOException {
        String task = Files.readSymbolicLink(Path.of("/proc/thread-self")).toString();
        BreakableCalls calls = new BreakableCalls(Long.parseLong(task.substring(task.lastIndexOf('/') + 1)));
        SeccompPolicyBuilder policy = SeccompPolicy.builder("faults", SeccompAction.ALLOW);
        for (String call : CALLS.keySet()) policy.rule(SeccompAction.NOTIFY, call);
        policy.build().applyToThisThread(calls);
        return calls;
    }

    /** The {@code n}th call from here on fails. */
    void breakCall(int n) {
        told = "";
        count = 0;
        broken = n;
        counting = true;
    }

    /** None fails from here on; which one has failed, or nothing where there were fewer. */
    String stop() {
        counting = false;
        return told;
    }

    @Override
    public SeccompAnswer handle(SeccompNotification call) throws LinuxException {
        if (!counting || call.pid() != thread) return SeccompAnswer.proceed();
        int argument = CALLS.get(call.call());
        String path = argument < 0 ? "" : call.readString(call.arg(argument), PATH_MAX);
        // of what is open already
        if (path.isEmpty() && call.call().equals("newfstatat")) return SeccompAnswer.proceed();
        // by which classes are loaded
        if (path.endsWith(".class") || path.endsWith(".jar") || path.endsWith("/modules"))
            return SeccompAnswer.proceed();
        if (count++ != broken) return SeccompAnswer.proceed();
        told = argument < 0 ? call.call() + "(" + call.arg(0) + ")" : call.call() + " " + path;
        return SeccompAnswer.failure(Errno.EIO);
    }
}
