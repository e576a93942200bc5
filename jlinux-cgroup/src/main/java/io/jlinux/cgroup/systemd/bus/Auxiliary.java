package io.jlinux.cgroup.systemd.bus;

import java.util.List;
import org.freedesktop.dbus.Struct;
import org.freedesktop.dbus.annotations.Position;

/** A unit beside the one that is made, which systemd has in its signature and nobody uses: {@code (sa(sv))}. */
@SuppressWarnings("exports") // internal
public final class Auxiliary extends Struct {
    @Position(0)
    public final String name;

    @Position(1)
    public final List<Property> properties;

    public Auxiliary(String name, List<Property> properties) {
        this.name = name;
        this.properties = properties;
    }
}
