package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;

/**
 * A setting of one kind of link: the attribute inside {@code IFLA_INFO_DATA} that it is, and how its value is written.
 * Constants of the specs: {@code spec.with(VxlanSpec.TTL, 64)} sets one, {@code link.get(VxlanSpec.TTL)} reads it.
 *
 * @param <S> the spec of the kind that has it
 * @param <T> its value
 * @param kind such as {@code vxlan}, as the kernel names it
 * @param attribute the number of the attribute
 * @param type how the value is written
 */
public record LinkOption<S extends LinkSpec<S>, T>(String kind, int attribute, AttributeType<T> type) {}
