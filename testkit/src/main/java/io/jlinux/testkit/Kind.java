package io.jlinux.testkit;

/**
 * The namespaces that one thread of a JVM can leave for new ones.
 *
 * <p>USER is not among them: the kernel refuses it to a multithreaded process. Nor is PID: afterwards the thread could
 * not make another thread.
 */
public enum Kind {
    NET(0x4000_0000),
    UTS(0x0400_0000),
    IPC(0x0800_0000),
    /** All mounts are made private first, so nothing reaches the host. */
    MOUNT(Kernel.CLONE_NEWNS),
    CGROUP(0x0200_0000);

    final int flag;

    Kind(int flag) {
        this.flag = flag;
    }
}
