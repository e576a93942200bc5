package io.jlinux.net.wire;

import io.jlinux.net.netlink.AttributeNames;
import io.jlinux.net.netlink.ErrorHints;
import io.jlinux.sys.Errno;
import org.jspecify.annotations.Nullable;

/** The names of the attributes of traffic control, for errors, and what its errors usually mean. */
public final class TcNames {
    private static final ErrorHints HINTS = ErrorHints.NONE
            .and(Errno.ENODEV, "there is no such link in this network namespace")
            .and(
                    Rtm.RTM_NEWQDISC,
                    Errno.EEXIST,
                    "there is a qdisc already: replace it, change it, or delete it before; of INGRESS and CLSACT there"
                            + " can be only one")
            .and(
                    Rtm.RTM_NEWQDISC,
                    Errno.ENOENT,
                    "this kernel lacks that kind of qdisc (is its module there: modprobe sch_netem, sch_tbf, sch_htb …?),"
                            + " or there is no such parent")
            .and(Rtm.RTM_DELQDISC, Errno.ENOENT, "there is no qdisc")
            .and(Rtm.RTM_DELQDISC, Errno.EINVAL, "there is no qdisc but what the kernel made by itself")
            .and(Rtm.RTM_NEWTCLASS, Errno.EEXIST, "there is a class of this handle already")
            .and(Rtm.RTM_NEWTCLASS, Errno.ENOENT, "there is no qdisc of this handle, or to change no class")
            .and(Rtm.RTM_DELTCLASS, Errno.EBUSY, "a class below it or a filter that points at it is in the way")
            .and(Rtm.RTM_DELTCLASS, Errno.ENOENT, "there is no class of this handle")
            .and(
                    Rtm.RTM_NEWTFILTER,
                    Errno.ENOENT,
                    "this kernel lacks that kind of filter or action (is its module there: modprobe cls_flower,"
                            + " cls_matchall, act_police, act_mirred, act_gact …?)")
            .and(
                    Rtm.RTM_NEWTFILTER,
                    Errno.EINVAL,
                    "is there a qdisc at the parent (clsact or ingress for what comes in)?")
            .and(Rtm.RTM_NEWTFILTER, Errno.EEXIST, "there is such a filter with this priority already")
            .and(Rtm.RTM_DELTFILTER, Errno.ENOENT, "there is no such filter");

    private static final AttributeNames ACTION = AttributeNames.of(0, TcaActAttr.class)
            .nestedByKind(TcaActAttr.TCA_ACT_OPTIONS, TcaActAttr.TCA_ACT_KIND, TcNames::action);

    /** Messages about qdiscs, classes and filters. */
    public static final AttributeNames TC = AttributeNames.of(Layouts.TCMSG_SIZE, TcaAttr.class)
            .nestedByKind(TcaAttr.TCA_OPTIONS, TcaAttr.TCA_KIND, TcNames::options)
            .hints(HINTS);

    private TcNames() {}

    private static @Nullable AttributeNames options(String kind) {
        return switch (kind) {
            case "netem" -> AttributeNames.of(24, NetemAttr.class);
            case "tbf" -> AttributeNames.of(0, TbfAttr.class);
            case "htb" -> AttributeNames.of(0, HtbAttr.class);
            case "fq_codel" -> AttributeNames.of(0, FqCodelAttr.class);
            case "cake" -> AttributeNames.of(0, CakeAttr.class);
            case "u32" -> AttributeNames.of(0, U32Attr.class).nested(U32Attr.TCA_U32_ACT, ACTION::list);
            case "flower" -> AttributeNames.of(0, FlowerAttr.class).nested(FlowerAttr.TCA_FLOWER_ACT, ACTION::list);
            case "matchall" ->
                AttributeNames.of(0, MatchallAttr.class).nested(MatchallAttr.TCA_MATCHALL_ACT, ACTION::list);
            default -> null;
        };
    }

    private static @Nullable AttributeNames action(String kind) {
        return switch (kind) {
            case "police" -> AttributeNames.of(0, PoliceAttr.class);
            case "gact" -> AttributeNames.of(0, GactAttr.class);
            case "mirred" -> AttributeNames.of(0, MirredAttr.class);
            default -> null;
        };
    }
}
