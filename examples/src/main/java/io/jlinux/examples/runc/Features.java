package io.jlinux.examples.runc;

import io.jlinux.oci.spec.OciFeatures;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code features}. */
@Command(name = "features", description = "print what this runtime knows as JSON")
final class Features extends Help implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.println(OciFeatures.current().toJson());
        return 0;
    }
}
