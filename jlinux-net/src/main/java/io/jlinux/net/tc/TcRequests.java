package io.jlinux.net.tc;

import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.Rtm;
import io.jlinux.net.wire.TcNames;
import io.jlinux.net.wire.TcaAttr;

/** Requests about traffic control, as values. */
final class TcRequests {
    /** How an object is put in place. */
    enum How {
        /** Refused where there is one. */
        ADD("add", NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL),
        /** Whether there is one or not. */
        REPLACE("replace", NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_REPLACE),
        /** Refused where there is none. */
        CHANGE("change", 0);

        final String word;
        final int flags;

        How(String word, int flags) {
            this.word = word;
            this.flags = flags;
        }
    }

    private TcRequests() {}

    static Request qdisc(How how, int link, Handle parent, Handle name, QdiscSpec<?> spec) {
        spec.validate();
        // there is only one name for them, and without it some kernels do not see that it is taken
        boolean ingress = parent.equals(Handle.INGRESS) && name.equals(Handle.NONE);
        Handle handle = ingress ? Handle.INGRESS_QDISC : name;
        String target = spec.kind() + " at " + parent + " of link " + link;
        return put(Rtm.RTM_NEWQDISC, how.flags, how.word + " qdisc", target, link, handle, parent, 0, spec);
    }

    static Request trafficClass(How how, int link, Handle parent, Handle handle, ClassSpec<?> spec) {
        spec.validate();
        String target = handle + " of " + spec.kind() + " on link " + link;
        return put(Rtm.RTM_NEWTCLASS, how.flags, how.word + " class", target, link, handle, parent, 0, spec);
    }

    static Request filter(How how, int link, Handle parent, FilterSpec<?> spec) {
        spec.validate();
        int priority = spec.value(FilterSpec.PRIORITY, 0);
        Handle number = number(spec);
        // of a filter the kernel knows no replacement but by create without exclusive
        int flags = how == How.REPLACE ? NetlinkFlags.NLM_F_CREATE : how.flags;
        String target = spec.kind() + " at " + parent + " of link " + link;
        int info = info(priority, spec);
        return put(Rtm.RTM_NEWTFILTER, flags, how.word + " filter", target, link, number, parent, info, spec);
    }

    private static Handle number(FilterSpec<?> spec) {
        return new Handle((int) (long) spec.value(FilterSpec.NUMBER, 0L));
    }

    private static int info(int priority, FilterSpec<?> spec) {
        return priority << 16 | TcTypes.swap16(spec.value(FilterSpec.PROTOCOL, spec.defaultProtocol()));
    }

    private static Request put(
            int type,
            int flags,
            String operation,
            String target,
            int link,
            Handle handle,
            Handle parent,
            int info,
            TcSpec<?> spec) {
        return new Request(type, flags, TcNames.TC, operation, target, w -> {
            header(w, link, handle, parent, info);
            w.attributeString(TcaAttr.TCA_KIND, spec.kind());
            chain(w, spec);
            if (!spec.hasOptions()) return;
            int nest = w.beginNest(TcaAttr.TCA_OPTIONS);
            spec.write(w);
            w.endNest(nest);
        });
    }

    private static void chain(MessageWriter w, TcSpec<?> spec) {
        Long chain = spec.value(FilterSpec.CHAIN);
        if (chain != null) w.attributeU32(TcaAttr.TCA_CHAIN, (int) (long) chain);
    }

    private static void header(MessageWriter w, int link, Handle handle, Handle parent, int info) {
        w.u32(0).u32(link).u32(handle.value()).u32(parent.value()).u32(info);
    }

    static Request deleteQdisc(int link, Handle parent) {
        return deleteQdisc(link, parent, Handle.NONE);
    }

    /** Only where it has this handle. */
    static Request deleteQdisc(int link, Handle parent, Handle handle) {
        String target = "at " + parent + " of link " + link;
        return plain(Rtm.RTM_DELQDISC, "delete qdisc", target, link, handle, parent, 0);
    }

    static Request deleteClass(int link, Handle handle) {
        String target = handle + " of link " + link;
        return plain(Rtm.RTM_DELTCLASS, "delete class", target, link, handle, Handle.NONE, 0);
    }

    /** All of one parent. */
    static Request deleteFilters(int link, Handle parent) {
        String target = "all at " + parent + " of link " + link;
        return plain(Rtm.RTM_DELTFILTER, "delete filters", target, link, Handle.NONE, parent, 0);
    }

    /** The one with the number of the spec, or where it has none all of its priority and protocol. */
    static Request deleteFilter(int link, Handle parent, FilterSpec<?> spec) {
        int info = info(spec.required(FilterSpec.PRIORITY), spec);
        String target = spec.kind() + " at " + parent + " of link " + link;
        return new Request(Rtm.RTM_DELTFILTER, 0, TcNames.TC, "delete filter", target, w -> {
            header(w, link, number(spec), parent, info);
            w.attributeString(TcaAttr.TCA_KIND, spec.kind());
            chain(w, spec);
        });
    }

    static Request qdiscs(int link) {
        return plain(Rtm.RTM_GETQDISC, "list qdiscs", "of link " + link, link, Handle.NONE, Handle.NONE, 0);
    }

    static Request classes(int link) {
        return plain(Rtm.RTM_GETTCLASS, "list classes", "of link " + link, link, Handle.NONE, Handle.NONE, 0);
    }

    static Request filters(int link, Handle parent) {
        String target = "at " + parent + " of link " + link;
        return plain(Rtm.RTM_GETTFILTER, "list filters", target, link, Handle.NONE, parent, 0);
    }

    private static Request plain(
            int type, String operation, String target, int link, Handle handle, Handle parent, int info) {
        return new Request(type, 0, TcNames.TC, operation, target, w -> header(w, link, handle, parent, info));
    }
}
