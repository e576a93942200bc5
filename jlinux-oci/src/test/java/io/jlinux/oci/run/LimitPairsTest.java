package io.jlinux.oci.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.jlinux.oci.spec.ConfigReader;
import io.jlinux.oci.spec.OciResources;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written for a change that names one of two. */
@Tag("pure")
class LimitPairsTest {
    private static final OciResources OLD = read("{'memory':{'limit':100,'swap':150,'reservation':50},"
            + "'cpu':{'quota':5000,'period':20000,'burst':1000,'shares':300},'pids':{'limit':5}}");

    private static OciResources read(String json) {
        return ConfigReader.readResources(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'memory':{'limit':200}}       | {'memory':{'limit':200,'swap':250}}",
                "{'memory':{'swap':300}}        | {'memory':{'limit':100,'swap':300}}",
                "{'memory':{'reservation':20}}  | {'memory':{'reservation':20}}",
                "{'cpu':{'period':10000}}       | {'cpu':{'quota':5000,'period':10000}}",
                "{'cpu':{'quota':6000}}         | {'cpu':{'quota':6000,'period':20000}}",
                "{'cpu':{'burst':10}}           | {'cpu':{'burst':10}}",
                "{'pids':{'limit':9}}           | {'pids':{'limit':9}}"
            })
    void theOtherIsTheContainers(String change, String written) {
        OciResources changes = read(change);

        assertThat(LimitPairs.complete(changes, OLD.with(changes))).isEqualTo(read(written));
    }
}
