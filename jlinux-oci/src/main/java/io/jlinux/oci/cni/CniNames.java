package io.jlinux.oci.cni;

import io.jlinux.net.LinkName;
import java.util.regex.Pattern;

/** What may be a name in CNI: all of these end in names of files or in environment variables. */
final class CniNames {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");
    private static final int MAX = 200;

    private CniNames() {}

    static String network(String name) {
        return check(name, "a network's name");
    }

    static String containerId(String id) {
        return check(id, "a container id");
    }

    static String ifName(String name) {
        return LinkName.check(name);
    }

    /** A plugin is the name of a file in the plugin path. */
    static String pluginType(String type) {
        if (type.isEmpty()
                || type.equals(".")
                || type.equals("..")
                || type.indexOf('/') >= 0
                || type.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("not the name of a plugin: '" + type + "'");
        }
        return type;
    }

    static String argument(String text) {
        if (text.isEmpty() || text.indexOf('=') >= 0)
            throw new IllegalArgumentException("not a key of CNI_ARGS: '" + text + "'");
        return value(text);
    }

    static String value(String text) {
        if (text.indexOf(';') >= 0 || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("CNI_ARGS cannot hold '" + text + "'");
        }
        return text;
    }

    private static String check(String name, String what) {
        if (!ID.matcher(name).matches() || name.length() > MAX) {
            throw new IllegalArgumentException("not " + what + ": '" + name
                    + "': letters, digits, '_', '.' and '-', the first a letter or digit, at most " + MAX);
        }
        return name;
    }
}
