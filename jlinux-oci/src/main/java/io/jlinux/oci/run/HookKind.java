package io.jlinux.oci.run;

import io.jlinux.oci.spec.OciHook;
import io.jlinux.oci.spec.OciHooks;
import java.util.List;
import java.util.function.Function;

/** The six kinds of hooks, in the order of a container's life. */
public enum HookKind {
    PRESTART("prestart", false, OciHooks::prestart),
    CREATE_RUNTIME("createRuntime", false, OciHooks::createRuntime),
    /** Its path is one of the host: the root has not been entered yet. */
    CREATE_CONTAINER("createContainer", true, OciHooks::createContainer),
    START_CONTAINER("startContainer", true, OciHooks::startContainer),
    POSTSTART("poststart", false, OciHooks::poststart),
    POSTSTOP("poststop", false, OciHooks::poststop);

    final String jsonName;
    final boolean inContainer;
    private final Function<OciHooks, List<OciHook>> list;

    HookKind(String jsonName, boolean inContainer, Function<OciHooks, List<OciHook>> list) {
        this.jsonName = jsonName;
        this.inContainer = inContainer;
        this.list = list;
    }

    /** Those of this kind. */
    public List<OciHook> of(OciHooks hooks) {
        return list.apply(hooks);
    }
}
