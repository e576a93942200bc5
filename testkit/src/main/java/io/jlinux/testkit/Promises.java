package io.jlinux.testkit;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** What this environment says it can do ({@code jlinux.promises}): there, a missing capability is a failure. */
final class Promises {
    private static final String ALL_CGROUP2 = "ALL_CGROUP2";
    private static final String ALL_LINK_KINDS = "ALL_LINK_KINDS";
    private static final String ALL_TRAFFIC_CONTROL = "ALL_TRAFFIC_CONTROL";

    private Promises() {}

    static boolean contain(Requirement requirement) {
        return parse(System.getProperty("jlinux.promises", System.getenv().getOrDefault("JLINUX_PROMISES", "")))
                .contains(requirement);
    }

    static Set<Requirement> parse(String promises) {
        Set<Requirement> set = EnumSet.noneOf(Requirement.class);
        Arrays.stream(promises.split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .forEach(name -> {
                    if (name.equals(ALL_CGROUP2)) set.addAll(Requirement.ALL_CGROUP2);
                    else if (name.equals(ALL_LINK_KINDS)) set.addAll(Requirement.ALL_LINK_KINDS);
                    else if (name.equals(ALL_TRAFFIC_CONTROL)) set.addAll(Requirement.ALL_TRAFFIC_CONTROL);
                    else set.add(Requirement.valueOf(name));
                });
        return set;
    }
}
