package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import java.util.List;

/**
 * A setting of one kind of link, or of some that have it alike: the attribute inside {@code IFLA_INFO_DATA} that it is, and how its
 * value is written. Constants of the specs: {@code spec.with(VxlanSpec.TTL, 64)} sets one, {@code link.get(VxlanSpec.TTL)} reads it.
 *
 * @param <S> the spec of the kind that has it
 * @param <T> its value
 * @param kinds such as {@code vxlan}, as the kernel names them
 * @param attribute the number of the attribute
 * @param type how the value is written
 * @see <a href="https://man7.org/linux/man-pages/man8/ip-link.8.html">ip-link(8)</a>
 */
@SuppressWarnings("UnusedTypeParameter") // S keeps the settings of one kind from the specs of another
public record LinkOption<S extends LinkSpec<?>, T>(List<String> kinds, int attribute, AttributeType<T> type) {
    public LinkOption {
        kinds = List.copyOf(kinds);
    }

    /** A setting of one kind. */
    public LinkOption(String kind, int attribute, AttributeType<T> type) {
        this(List.of(kind), attribute, type);
    }

    /** The kind of the link, where it has this setting; else the first one that has it, and the kernel says no. */
    String kindOf(Link link) {
        return link.kind().filter(kinds::contains).orElse(kinds.get(0));
    }
}
