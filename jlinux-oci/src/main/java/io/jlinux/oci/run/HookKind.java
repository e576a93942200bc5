package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import java.util.List;

/** The six kinds of hooks, in the order of a container's life. */
public enum HookKind {
    PRESTART("prestart", false),
    CREATE_RUNTIME("createRuntime", false),
    /** Its path is one of the host: the root has not been entered yet. */
    CREATE_CONTAINER("createContainer", true),
    START_CONTAINER("startContainer", true),
    POSTSTART("poststart", false),
    POSTSTOP("poststop", false);

    final String jsonName;
    final boolean inContainer;

    HookKind(String jsonName, boolean inContainer) {
        this.jsonName = jsonName;
        this.inContainer = inContainer;
    }

    /** Those of this kind. */
    public List<OciHook> of(OciHooks hooks) {
        return switch (this) {
            case PRESTART -> hooks.prestart();
            case CREATE_RUNTIME -> hooks.createRuntime();
            case CREATE_CONTAINER -> hooks.createContainer();
            case START_CONTAINER -> hooks.startContainer();
            case POSTSTART -> hooks.poststart();
            case POSTSTOP -> hooks.poststop();
        };
    }
}
