package io.jlinux.net.netlink;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel says about a request beyond the errno: {@code NLMSGERR_ATTR_*}.
 *
 * @param message the kernel's text
 * @param offset of the attribute that is to blame, in bytes from the beginning of the request; -1 where it names none
 * @param missingType the number of an attribute that should have been there; -1 where it names none
 * @param missingNest the offset of the nest where it is missing; 0 for the top level
 * @param range the values, or lengths, that the attribute may have, such as {@code 68..65535} or {@code ..15 bytes}
 * @see <a href="https://docs.kernel.org/userspace-api/netlink/intro.html">Introduction to netlink, Ext ACK</a>
 */
public record ExtAck(
        @Nullable String message,
        int offset,
        int missingType,
        int missingNest,
        @Nullable String range) {
    public static final ExtAck NONE = new ExtAck(null, -1, -1, 0, null);

    private static final int ATTR_MSG = 1;
    private static final int ATTR_OFFS = 2;
    private static final int ATTR_POLICY = 4;
    private static final int ATTR_MISS_TYPE = 5;
    private static final int ATTR_MISS_NEST = 6;

    private static final int POLICY_MIN_S = 2;
    private static final int POLICY_MAX_S = 3;
    private static final int POLICY_MIN_U = 4;
    private static final int POLICY_MAX_U = 5;
    private static final int POLICY_MIN_LENGTH = 6;
    private static final int POLICY_MAX_LENGTH = 7;

    /** What stands behind the errno of an {@code NLMSG_ERROR}. */
    static ExtAck ofError(Message error) throws NetlinkException {
        if ((error.flags() & NetlinkFlags.NLM_F_ACK_TLVS) == 0) return NONE;
        boolean capped = (error.flags() & NetlinkFlags.NLM_F_CAPPED) != 0;
        int request = capped ? NetlinkLayout.NLMSGHDR_SIZE : error.u32(4);
        if (request < NetlinkLayout.NLMSGHDR_SIZE || request > error.length()) {
            throw NetlinkException.malformed("an error repeats a request of " + request + " bytes");
        }
        return of(error.attributes(4 + NetlinkLayout.align(request)));
    }

    /** What stands behind the errno of an {@code NLMSG_DONE}. */
    static ExtAck ofDone(Message done) throws NetlinkException {
        if ((done.flags() & NetlinkFlags.NLM_F_ACK_TLVS) == 0) return NONE;
        return of(done.attributes(4));
    }

    static ExtAck of(AttributeReader attributes) throws NetlinkException {
        String message = null;
        String range = null;
        int offset = -1;
        int missingType = -1;
        int missingNest = 0;
        while (attributes.next()) {
            switch (attributes.type()) {
                case ATTR_MSG -> message = attributes.string();
                case ATTR_OFFS -> offset = attributes.u32();
                case ATTR_POLICY -> range = range(attributes.nested());
                case ATTR_MISS_TYPE -> missingType = attributes.u32();
                case ATTR_MISS_NEST -> missingNest = attributes.u32();
                default -> {} // cookies, and what later kernels add
            }
        }
        return new ExtAck(message, offset, missingType, missingNest, range);
    }

    private static @Nullable String range(AttributeReader policy) throws NetlinkException {
        String min = "";
        String max = "";
        String unit = "";
        while (policy.next()) {
            switch (policy.type()) {
                case POLICY_MIN_S -> min = Long.toString(policy.u64());
                case POLICY_MAX_S -> max = Long.toString(policy.u64());
                case POLICY_MIN_U -> min = Long.toUnsignedString(policy.u64());
                case POLICY_MAX_U -> max = Long.toUnsignedString(policy.u64());
                case POLICY_MIN_LENGTH -> min = Integer.toUnsignedString(policy.u32());
                case POLICY_MAX_LENGTH -> max = Integer.toUnsignedString(policy.u32());
                default -> {} // kinds of attribute, masks
            }
            if (policy.type() == POLICY_MIN_LENGTH || policy.type() == POLICY_MAX_LENGTH) unit = " bytes";
        }
        return min.isEmpty() && max.isEmpty() ? null : min + ".." + max + unit;
    }

    /** The attribute that is to blame or missing, by name; {@code request} is what was sent. */
    @Nullable
    String attribute(AttributeNames names, ByteBuffer request) {
        if (offset >= 0) return names.path(request, offset);
        if (missingType >= 0) return names.missing(request, missingNest, missingType);
        return null;
    }

    /** Text and attribute together: {@code mtu greater than device maximum (attribute IFLA_MTU)}; null for nothing. */
    @Nullable
    String detail(@Nullable String attribute) {
        StringBuilder s = new StringBuilder();
        if (message != null) s.append(message);
        if (attribute != null) {
            s.append(s.length() == 0 ? "" : " ").append(missingType >= 0 ? "(missing " : "(attribute ");
            s.append(attribute)
                    .append(range == null ? "" : ", allowed " + range)
                    .append(')');
        }
        return s.length() == 0 ? null : s.toString();
    }
}
