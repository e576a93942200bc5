package io.jlinux.cgroup;

import java.util.Locale;

/**
 * What tasks may have to wait for.
 *
 * @see <a href="https://docs.kernel.org/accounting/psi.html">Pressure Stall Information</a>
 */
public enum Resource {
    CPU,
    MEMORY,
    IO,
    /** Interrupts (Linux 6.1, {@code CONFIG_IRQ_TIME_ACCOUNTING}). */
    IRQ;

    /** The name of a cgroup's file: {@code memory.pressure}. */
    String file() {
        return kernelName() + ".pressure";
    }

    /** As {@code /proc/pressure} has it. */
    public String kernelName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
