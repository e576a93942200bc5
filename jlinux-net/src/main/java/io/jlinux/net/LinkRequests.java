package io.jlinux.net;

import io.jlinux.net.netlink.AttributeType;
import io.jlinux.net.netlink.Attributes;
import io.jlinux.net.netlink.MessageWriter;
import io.jlinux.net.netlink.NetlinkFlags;
import io.jlinux.net.netlink.Request;
import io.jlinux.net.wire.IflaAttr;
import io.jlinux.net.wire.LinkInfoAttr;
import io.jlinux.net.wire.RtNames;
import io.jlinux.net.wire.Rtm;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Requests about links, as values. */
final class LinkRequests {
    private LinkRequests() {}

    static Request byIndex(int index) {
        return get("link " + index, w -> header(w, index));
    }

    /** By name, or by alternative name, in the kernel: nothing is listed. */
    static Request byName(String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        int attribute = bytes > LinkName.MAX ? IflaAttr.IFLA_ALT_IFNAME : IflaAttr.IFLA_IFNAME;
        return get(name, w -> {
            header(w, 0);
            w.attributeString(attribute, name);
        });
    }

    static Request all() {
        return get("links", w -> header(w, 0));
    }

    private static Request get(String target, Consumer<MessageWriter> body) {
        return new Request(Rtm.RTM_GETLINK, 0, RtNames.LINK, "look up link", target, w -> {
            body.accept(w);
            w.attributeU32(IflaAttr.IFLA_EXT_MASK, Rtm.RTEXT_FILTER_SKIP_STATS);
        });
    }

    static Request change(int index, String target, LinkChange change) {
        return new Request(Rtm.RTM_NEWLINK, 0, RtNames.LINK, "change link", target, w -> change.write(w, index));
    }

    static Request delete(int index, String target) {
        return new Request(Rtm.RTM_DELLINK, 0, RtNames.LINK, "delete link", target, w -> header(w, index));
    }

    static Request delete(String name) {
        return new Request(Rtm.RTM_DELLINK, 0, RtNames.LINK, "delete link", name, w -> {
            header(w, 0);
            w.attributeString(IflaAttr.IFLA_IFNAME, name);
        });
    }

    /** A new link of a kind; {@code link} writes its attributes, {@code data} what is in {@code IFLA_INFO_DATA}. */
    static Request create(
            String kind, String target, int index, Consumer<MessageWriter> link, Consumer<MessageWriter> data) {
        int flags = NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL;
        return new Request(Rtm.RTM_NEWLINK, flags, RtNames.LINK, "create " + kind, target, w -> {
            header(w, index);
            link.accept(w);
            int info = w.beginNest(IflaAttr.IFLA_LINKINFO);
            w.attributeString(LinkInfoAttr.IFLA_INFO_KIND, kind);
            int inner = w.beginNest(LinkInfoAttr.IFLA_INFO_DATA);
            data.accept(w);
            w.endNest(inner);
            w.endNest(info);
        });
    }

    /** Sets what only a kind has, of a link that is there. */
    static Request changeData(int index, String kind, Attributes data) {
        return new Request(Rtm.RTM_NEWLINK, 0, RtNames.LINK, "change " + kind, "link " + index, w -> {
            header(w, index);
            int info = w.beginNest(IflaAttr.IFLA_LINKINFO);
            w.attributeString(LinkInfoAttr.IFLA_INFO_KIND, kind);
            w.attributeNested(LinkInfoAttr.IFLA_INFO_DATA, data);
            w.endNest(info);
        });
    }

    /** Of every link of a group, in one go. */
    static Request deleteGroup(int group) {
        return new Request(Rtm.RTM_DELLINK, 0, RtNames.LINK, "delete links of", "group " + group, w -> {
            header(w, 0);
            w.attributeU32(IflaAttr.IFLA_GROUP, group);
        });
    }

    /** Adds or removes alternative names. */
    static Request alternativeName(boolean add, int index, String name) {
        int type = add ? Rtm.RTM_NEWLINKPROP : Rtm.RTM_DELLINKPROP;
        int flags = add ? NetlinkFlags.NLM_F_CREATE | NetlinkFlags.NLM_F_EXCL | NetlinkFlags.NLM_F_APPEND : 0;
        String operation = (add ? "add" : "remove") + " alternative name of";
        return new Request(type, flags, RtNames.LINK, operation, "link " + index, w -> {
            header(w, index);
            Attributes names = Attributes.NONE.with(IflaAttr.IFLA_ALT_IFNAME, AttributeType.STRING, name);
            w.attributes(Attributes.NONE.andFlagged(IflaAttr.IFLA_PROP_LIST, names));
        });
    }

    /** All links of the namespace that has this id here ({@code IFLA_TARGET_NETNSID}). */
    static Request allIn(int namespaceId) {
        return get("links of namespace id " + namespaceId, w -> {
            header(w, 0);
            w.attributeU32(IflaAttr.IFLA_TARGET_NETNSID, namespaceId);
        });
    }

    private static void header(MessageWriter w, int index) {
        w.u32(0).u32(index).u32(0).u32(0);
    }
}
