package io.jlinux.examples.manager;

import java.util.List;

/**
 * A job to be run.
 *
 * @param name of its cgroup, unique in its tier
 * @param request bytes of memory that it wants to be sure of
 * @param limit bytes of memory beyond which it is killed
 * @param command the program and its arguments
 */
public record JobSpec(String name, Tier tier, long request, long limit, List<String> command) {
    public JobSpec {
        if (request < 0 || limit < request)
            throw new IllegalArgumentException("request " + request + ", limit " + limit);
        command = List.copyOf(command);
    }

    public static JobSpec of(String name, Tier tier, long request, long limit, String... command) {
        return new JobSpec(name, tier, request, limit, List.of(command));
    }
}
