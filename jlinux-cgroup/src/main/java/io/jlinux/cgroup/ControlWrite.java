package io.jlinux.cgroup;

/**
 * One write of one value to one control file of a cgroup.
 *
 * @param controller whose file it is
 * @param file such as {@code memory.max}
 * @param value as it is written, without a newline
 * @see <a href="https://docs.kernel.org/admin-guide/cgroup-v2.html#interface-files">Interface Files</a>
 */
public record ControlWrite(Controller controller, String file, String value) {
    @Override
    public String toString() {
        return file + "=" + value;
    }
}
