package io.jlinux.oci.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What limits are after a change. */
@Tag("pure")
class ResourceMergeTest {
    private static OciResources read(String json) {
        return ConfigReader.readResources(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static OptionalLong number(String text) {
        return text.equals("none") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'limit':100,'swap':150} | {'limit':200}            | 250",
                "{'limit':100,'swap':150} | {'limit':10}             | 60",
                "{'limit':100,'swap':100} | {'limit':10}             | 10",
                "{'limit':100,'swap':150} | {'limit':-1}             | -1",
                "{'limit':100,'swap':-1}  | {'limit':200}            | -1",
                "{'limit':100}            | {'limit':200}            | none",
                "{'limit':100,'swap':150} | {'limit':200,'swap':200} | 200",
                "{'limit':100,'swap':150} | {'swap':0}               | 150",
                "{'limit':100,'swap':150} | {'limit':0}              | 150",
                "{'limit':100,'swap':150} | {'reservation':50}       | 150",
                "{'limit':100,'swap':150} | {'limit':9223372036854775800} | -1"
            })
    void theSumMovesAlongWithTheLimit(String old, String change, String swap) {
        OciResources all = read("{'memory':" + old + "}").with(read("{'memory':" + change + "}"));

        assertThat(all.memory().swap()).isEqualTo(number(swap));
    }

    @Test
    void aZeroThatNoLimitCanBeIsAnAbsentOne() {
        OciResources zeros = read("{'memory':{'limit':0,'reservation':0,'swap':0,'kernel':0,'kernelTCP':0},"
                + "'cpu':{'shares':0,'quota':0,'period':0,'realtimePeriod':0,'cpus':'','mems':''},"
                + "'blockIO':{'weight':0,'leafWeight':0}}");

        assertThat(zeros).isEqualTo(OciResources.NONE);
        OciMemory memory = OciMemory.builder().limit(0).swap(0).build();
        assertThat(memory).isEqualTo(OciMemory.NONE);
    }

    @Test
    void aZeroThatIsAValueStays() {
        OciResources zeros = read("{'cpu':{'burst':0,'realtimeRuntime':0,'idle':0},'pids':{'limit':0}}");

        assertThat(zeros.cpu().burst()).hasValue(0);
        assertThat(zeros.cpu().realtimeRuntime()).hasValue(0);
        assertThat(zeros.cpu().idle()).hasValue(0);
        assertThat(zeros.pids().limit()).hasValue(0);
    }
}
