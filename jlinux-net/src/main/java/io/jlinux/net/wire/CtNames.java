package io.jlinux.net.wire;

import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.ErrorHints;
import io.jlinux.sys.Errno;

/** The names of ctnetlink's attributes, for errors, and what its errors usually mean. */
public final class CtNames {
    private static final AttributeNames TUPLE = AttributeNames.of(0, CtTupleAttr.class)
            .nested(CtTupleAttr.CTA_TUPLE_IP, () -> AttributeNames.of(0, CtIpAttr.class))
            .nested(CtTupleAttr.CTA_TUPLE_PROTO, () -> AttributeNames.of(0, CtProtoAttr.class));

    /** Messages about connections. */
    public static final AttributeNames CONNECTION = AttributeNames.of(Nfnl.HEADER_SIZE, CtAttr.class)
            .nested(CtAttr.CTA_TUPLE_ORIG, () -> TUPLE)
            .nested(CtAttr.CTA_TUPLE_REPLY, () -> TUPLE)
            .hints(ErrorHints.NONE
                    .and(Errno.ENOENT, "there is no such connection")
                    .and(
                            Errno.EINVAL,
                            "this kernel has no ctnetlink, or its module is not there: modprobe nf_conntrack_netlink"));

    private CtNames() {}
}
