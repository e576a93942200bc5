package io.jlinux.cgroup;

import io.jlinux.cgroup.DeviceRule.Access;
import io.jlinux.cgroup.v2.BpfCode;
import java.util.Collection;
import java.util.List;

/**
 * Compiles device rules to eBPF: a pure function.
 *
 * <p>The program goes through the rules from the last to the first. A rule that allows takes what it allows out of what is
 * still asked for, and when nothing is left the access is allowed; the first that denies some of what is left ends it.
 *
 * <pre>
 * struct bpf_cgroup_dev_ctx { u32 access_type; u32 major; u32 minor; }   // access_type: access &lt;&lt; 16 | type
 * r1 = the context; r2 = what is still asked for; r3 = what is compared
 * </pre>
 *
 * <p>Each comparison loads its field anew. The verifier would otherwise follow every value that a field was compared with
 * through all later rules, and give up at some 500 of them.
 */
final class DeviceCode {
    static final int BLOCK = 1;
    static final int CHAR = 2;
    static final int MKNOD = 1;
    static final int READ = 2;
    static final int WRITE = 4;
    private static final int EVERYTHING = MKNOD | READ | WRITE;

    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int ASKED = 2;
    private static final int COMPARED = 3;

    private static final int ACCESS_TYPE = 0;
    private static final int MAJOR = 4;
    private static final int MINOR = 8;

    private DeviceCode() {}

    static byte[] compile(List<DeviceRule> rules) {
        BpfCode code = new BpfCode().loadWord(ASKED, CONTEXT, ACCESS_TYPE).shiftRight(ASKED, 16);
        List<DeviceRule> relevant = DeviceRules.relevant(rules);
        for (int i = relevant.size() - 1; i >= 0; i--) {
            DeviceRule rule = relevant.get(i);
            code.append(rule(rule));
            if (rule.isTotal()) return code.bytes(); // the verifier refuses code that cannot be reached
        }
        return code.append(end(false)).bytes();
    }

    /** What is behind it is run where the rule does not decide. */
    private static BpfCode rule(DeviceRule rule) {
        BpfCode decision = decision(rule.allow(), mask(rule.access()));
        if (rule.minor().isPresent()) decision = guard(load(MINOR), rule.minor().getAsLong(), decision);
        if (rule.major().isPresent()) decision = guard(load(MAJOR), rule.major().getAsLong(), decision);
        if (rule.type() == DeviceRule.Type.ALL) return decision;
        BpfCode type = load(ACCESS_TYPE).and(COMPARED, 0xffff);
        return guard(type, rule.type() == DeviceRule.Type.CHAR ? CHAR : BLOCK, decision);
    }

    private static BpfCode load(int field) {
        return new BpfCode().loadWord(COMPARED, CONTEXT, field);
    }

    /** {@code body}, jumped over unless what is compared has this value. */
    private static BpfCode guard(BpfCode load, long value, BpfCode body) {
        return load.jumpUnlessEqual(COMPARED, (int) value, body.length()).append(body);
    }

    private static BpfCode decision(boolean allow, int mask) {
        if (mask == EVERYTHING) return end(allow);
        BpfCode code = new BpfCode();
        if (allow) code.and(ASKED, ~mask).jumpUnlessEqual(ASKED, 0, end(true).length());
        else code.jumpIfAny(ASKED, mask, 1).jump(end(false).length());
        return code.append(end(allow));
    }

    private static BpfCode end(boolean allow) {
        return new BpfCode().set(RESULT, allow ? 1 : 0).exit();
    }

    private static int mask(Collection<Access> access) {
        int mask = 0;
        for (Access a : access) {
            mask |= switch (a) {
                case READ -> READ;
                case WRITE -> WRITE;
                case MKNOD -> MKNOD;
            };
        }
        return mask;
    }
}
