package io.jlinux.oci;

/** What a container may be called: its id names a directory and a cgroup. */
final class ContainerId {
    private static final int LONGEST = 200;

    private ContainerId() {}

    static void check(String id) {
        if (!isOfIdCharacters(id) || id.equals(".") || id.equals("..") || id.length() > LONGEST) {
            throw new IllegalArgumentException("a container's id is of letters, digits and _+.-, not: " + id);
        }
    }

    /** {@code [A-Za-z0-9_+.-]+}; a pattern would take a command that runs once several milliseconds. */
    private static boolean isOfIdCharacters(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && "_+.-".indexOf(c) < 0) return false;
        }
        return !id.isEmpty();
    }
}
