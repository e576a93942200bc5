package io.jlinux.ns;

import java.util.Optional;

/** What a link in {@code /proc/PID/ns} and the root of an nsfs mount say: {@code net:[4026531840]}. */
record NamespaceLink(Namespace kind, long id) {
    /** Empty for any other text. */
    static Optional<NamespaceLink> parse(String text) {
        int colon = text.indexOf(":[");
        if (colon < 0 || !text.endsWith("]")) return Optional.empty();
        String name = text.substring(0, colon);
        String number = text.substring(colon + 2, text.length() - 1);
        if (number.isEmpty() || number.length() > 18 || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return Optional.empty();
        }
        for (Namespace kind : Namespace.values()) {
            if (kind.procName().equals(name)) return Optional.of(new NamespaceLink(kind, Long.parseLong(number)));
        }
        return Optional.empty();
    }
}
